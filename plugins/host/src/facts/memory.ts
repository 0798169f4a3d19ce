import type { Probed } from "../probe/probed.ts";
import { isUnknown, ODD_ANSWER, rawOf, type Unknown } from "./unknown.ts";

/** In bytes. `available` is what programs could still get without swapping, as the kernel reckons it. */
export interface Memory {
  readonly total: number;
  readonly available: number;
  readonly swapTotal: number;
  readonly swapFree: number;
}

export function readMemory(probed: Probed): Memory | Unknown {
  const raw = rawOf(probed, "memory", ["no-tool"]);
  if (isUnknown(raw)) return raw;
  const kib = new Map(
    raw.lines.map((line) => {
      const [, name = "", value = ""] = /^(\w+):\s+(\d{1,15}) kB$/.exec(line) ?? [];
      return [name, Number(value) * 1024] as const;
    }),
  );
  const total = kib.get("MemTotal");
  const available = kib.get("MemAvailable");
  if (total === undefined || available === undefined || total <= 0) return ODD_ANSWER;
  return { total, available, swapTotal: kib.get("SwapTotal") ?? 0, swapFree: kib.get("SwapFree") ?? 0 };
}
