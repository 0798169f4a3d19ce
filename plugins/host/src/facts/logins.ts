import type { Probed } from "../probe/probed.ts";
import { isUnknown, rawOf, type Unknown } from "./unknown.ts";

export interface Login {
  readonly user: string;
  readonly line: string | undefined;
  /** As the machine says it, in its own zone. */
  readonly since: string | undefined;
  readonly from: string | undefined;
}

export function readLogins(probed: Probed): readonly Login[] | Unknown {
  const raw = rawOf(probed, "logins", ["no-log", "no-tool", "unreadable"]);
  if (isUnknown(raw)) return raw;
  const [first, ...rest] = raw.lines;
  // `SESSION UID USER SEAT TTY …`; a dash where there is none.
  if (first === "loginctl")
    return rest.flatMap((line) => {
      const [, , user, , tty] = line.trim().split(/\s+/);
      return user === undefined
        ? []
        : [{ user, line: tty === "-" ? undefined : tty, since: undefined, from: undefined }];
    });
  return raw.lines.flatMap((line) => {
    const [, user, tty, since, from] =
      /^(\S+)\s+(\S+)\s+(\d{4}-\d\d-\d\d \d\d:\d\d|\w{3}\s+\d+ \d\d:\d\d)(?:\s+\((.*)\))?/.exec(line) ?? [];
    return user === undefined ? [] : [{ user, line: tty, since, from }];
  });
}
