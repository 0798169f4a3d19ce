import type { Probed } from "../probe/probed.ts";
import type { System } from "./system.ts";
import { isUnknown, rawOf, type Unknown } from "./unknown.ts";

/** A log-in that failed. `user` is what was typed, by anybody at all. */
export interface Failure {
  readonly at: Date;
  readonly user: string | undefined;
  readonly from: string | undefined;
  readonly service: string;
}

export interface Failures {
  /** Oldest first. */
  readonly failures: readonly Failure[];
  readonly since: Date;
  /** More may have happened: the log was longer than what was read. */
  readonly atLeast: boolean;
}

const DAY_MS = 86_400_000;

/** Failed log-ins of the last 24 hours, or as far back as the log goes. One attempt is counted once. */
export function readFailures(probed: Probed, system: System): Failures | Unknown {
  const raw = rawOf(probed, "failures", ["no-log", "unreadable"]);
  if (isUnknown(raw)) return raw;
  const at = raw.lines.indexOf("--");
  const from = new Date(system.at.getTime() - DAY_MS);
  const oldest = at > 0 ? timeOf(raw.lines[0] ?? "", system)?.at : undefined;
  const since = oldest !== undefined && oldest > from ? oldest : from;
  const seen = new Set<string>();
  const failures = raw.lines.slice(at + 1).flatMap((line) => {
    const stamp = timeOf(line, system);
    const found = stamp && stamp.at >= from ? failureIn(stamp.rest) : undefined;
    if (stamp === undefined || found === undefined) return [];
    // A guessed password is told twice, as it fails and as the connection ends: the second is known by its port.
    if (found.closing && seen.has(found.connection)) return [];
    seen.add(found.connection);
    return [{ at: stamp.at, user: found.user, from: found.from, service: found.service }];
  });
  return { failures, since, atLeast: raw.notes.includes("cut") && oldest !== undefined && oldest > from };
}

function failureIn(rest: string) {
  const [, program = "", text = ""] = /^\S+ ([\w.-]+)(?:\([^)]*\))?(?:\[\d+\])?: (.*)$/.exec(rest) ?? [];
  if (program.startsWith("sshd")) {
    const failed =
      /^(?:message repeated \d+ times: \[ )?Failed \S+ for (?:invalid user )?(.*) from (\S+) port (\d+)/.exec(text);
    const closed =
      /^Connection (?:closed|reset) by (?:authenticating|invalid) user (.*) (\S+) port (\d+) \[preauth\]/.exec(text);
    const [, user, from, port] = failed ?? closed ?? [];
    if (port === undefined) return undefined;
    return { user, from, service: "ssh", connection: `${from} ${port}`, closing: failed === null };
  }
  if (!/authentication failure;/.test(text)) return undefined;
  const user = / user=(\S+)/.exec(text)?.[1] ?? / logname=(\S+)/.exec(text)?.[1];
  const from = / rhost=(\S+)/.exec(text)?.[1];
  return { user, from, service: program, connection: "", closing: false };
}

const MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];

/**
 * The stamp a log line begins with: ISO 8601, or `Nov 24 05:10:11` in the machine's zone (RFC 3164), whose year is this
 * one unless that would lie ahead of the machine's clock.
 */
function timeOf(line: string, { at, zoneMinutes }: System): { at: Date; rest: string } | undefined {
  const [iso, isoRest] = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\S*) (.*)$/.exec(line)?.slice(1) ?? [];
  if (iso !== undefined && isoRest !== undefined) {
    const time = new Date(iso.replace(/([+-]\d\d)(\d\d)$/, "$1:$2").replace(",", "."));
    return Number.isNaN(time.getTime()) ? undefined : { at: time, rest: isoRest };
  }
  const [, month = "", day, hour, minute, second, rest] =
    /^(\w{3}) +(\d{1,2}) (\d\d):(\d\d):(\d\d) (.*)$/.exec(line) ?? [];
  const index = MONTHS.indexOf(month);
  if (rest === undefined || index < 0) return undefined;
  const local = new Date(at.getTime() + zoneMinutes * 60_000);
  const inYear = (year: number) =>
    Date.UTC(year, index, Number(day), Number(hour), Number(minute), Number(second)) - zoneMinutes * 60_000;
  const thisYear = inYear(local.getUTCFullYear());
  return { at: new Date(thisYear > at.getTime() + DAY_MS ? inYear(local.getUTCFullYear() - 1) : thisYear), rest };
}
