import type { Probed } from "../probe/probed.ts";
import { isUnknown, ODD_ANSWER, rawOf, type Unknown } from "./unknown.ts";

export interface System {
  /** What the machine calls itself. */
  readonly name: string;
  readonly kernel: string;
  readonly distribution: string | undefined;
  /** The machine's own clock, and its zone as minutes east of UTC. */
  readonly at: Date;
  readonly zoneMinutes: number;
  readonly root: boolean;
  readonly upSeconds: number | undefined;
}

export function readSystem(probed: Probed): System | Unknown {
  const raw = rawOf(probed, "system", []);
  if (isUnknown(raw)) return raw;
  const [name, kernel, clock = "", uid, up, pretty] = raw.lines;
  const [, seconds, sign, hours, minutes] = /^(\d{1,11}) ([+-])(\d\d)(\d\d)$/.exec(clock) ?? [];
  if (name === undefined || kernel === undefined || seconds === undefined) return ODD_ANSWER;
  const upSeconds = Number.parseFloat(up ?? "");
  return {
    name,
    kernel,
    distribution: pretty?.replace(/^(["'])(.*)\1$/, "$2"),
    at: new Date(Number(seconds) * 1000),
    zoneMinutes: (Number(hours) * 60 + Number(minutes)) * (sign === "-" ? -1 : 1),
    root: uid === "0",
    upSeconds: Number.isFinite(upSeconds) ? upSeconds : undefined,
  };
}
