import type { Probed } from "../probe/probed.ts";
import { isUnknown, ODD_ANSWER, rawOf, type Unknown } from "./unknown.ts";

interface Update {
  readonly package: string;
  readonly installed: string;
  readonly candidate: string;
  readonly security: boolean;
}

export interface Updates {
  readonly pending: readonly Update[];
  /** When apt last fetched its lists. Nothing newer than that is known. */
  readonly listsAt: Date;
  readonly rebootWanted: boolean;
}

/** What `apt list --upgradable` has, whatever its marks for new or automatic ones. */
export function readUpdates(probed: Probed): Updates | Unknown {
  const raw = rawOf(probed, "updates", ["no-tool", "no-lists"]);
  if (isUnknown(raw)) return raw;
  if (raw.notes.includes("unreadable")) return { unknown: "apt could not work out what is pending" };
  const [listsAt, reboot, ...lines] = raw.lines;
  if (!/^\d{1,11}$/.test(listsAt ?? "")) return ODD_ANSWER;
  const pending = lines.flatMap((line): Update[] => {
    const [, name, suites = "", candidate, installed] =
      /^(\S+?)\/(\S+) (\S+) \S+ \[upgradable from: (\S+)\]/.exec(line) ?? [];
    if (name === undefined || candidate === undefined || installed === undefined) return [];
    return [{ package: name, installed, candidate, security: /-security\b/i.test(suites) }];
  });
  return { pending, listsAt: new Date(Number(listsAt) * 1000), rebootWanted: reboot === "reboot" };
}
