import type { Probed } from "../probe/probed.ts";
import { isUnknown, ODD_ANSWER, rawOf, type Unknown } from "./unknown.ts";

/** Load averages over 1, 5 and 15 minutes, and how many processors share it. */
export interface Load {
  readonly minutes: readonly [number, number, number];
  readonly processors: number | undefined;
}

export function readLoad(probed: Probed): Load | Unknown {
  const raw = rawOf(probed, "load", ["no-tool"]);
  if (isUnknown(raw)) return raw;
  const [one, five, fifteen] = (raw.lines[0] ?? "").split(" ").map(Number);
  const processors = Number(raw.lines[1]);
  if (one === undefined || five === undefined || fifteen === undefined) return ODD_ANSWER;
  if (![one, five, fifteen].every((load) => Number.isFinite(load) && load >= 0)) return ODD_ANSWER;
  return { minutes: [one, five, fifteen], processors: processors > 0 ? processors : undefined };
}
