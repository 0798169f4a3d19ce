/** A date and time of day as a wall clock shows it. Months count from 1. */
export interface WallTime {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
  readonly second: number;
  readonly ms: number;
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  let format = formats.get(zone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: zone,
      calendar: "gregory",
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
    if (formats.size < 1000) formats.set(zone, format);
  }
  return format;
}

/** Whether the runtime knows the zone (an IANA name). */
export function isZone(zone: string): boolean {
  try {
    return formatOf(zone) !== undefined;
  } catch {
    return false;
  }
}

/** What the clocks in `zone` show at that moment. Throws a RangeError for a zone nobody knows. */
export function wallTime(at: Date, zone: string): WallTime {
  const parts: Record<string, number> = {};
  for (const { type, value } of formatOf(zone).formatToParts(at)) parts[type] = Number(value);
  const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = parts;
  return { year, month, day, hour, minute, second, ms: ((at.getTime() % 1000) + 1000) % 1000 };
}

function asUtc({ year, month, day, hour, minute, second, ms }: WallTime): number {
  const date = new Date(0);
  date.setUTCFullYear(year, month - 1, day);
  date.setUTCHours(hour, minute, second, ms);
  return date.getTime();
}

/**
 * The moment at which the clocks in `zone` show `wall`. When they show it twice (clocks put back) the first; when never
 * (clocks put forward) as much later as the clocks jumped, so 02:30 becomes 03:30. As RFC 5545 §3.3.5 has it.
 */
export function momentOf(wall: WallTime, zone: string): Date {
  const naive = asUtc(wall);
  const offset = (ms: number) => asUtc(wallTime(new Date(ms), zone)) - ms;
  // Offsets a day before and after bracket any change of the clocks between them.
  const before = offset(naive - 86_400_000);
  const after = offset(naive + 86_400_000);
  for (const candidate of [before, after]) {
    const at = naive - candidate;
    if (offset(at) === candidate) return new Date(at);
  }
  return new Date(naive - before);
}

/** Days later (or earlier) at the same place on the clock. */
export function addDays(wall: WallTime, days: number): WallTime {
  const date = new Date(asUtc({ ...wall, hour: 12, minute: 0, second: 0, ms: 0 }) + days * 86_400_000);
  return { ...wall, year: date.getUTCFullYear(), month: date.getUTCMonth() + 1, day: date.getUTCDate() };
}

/** 0 is Sunday. */
export function weekday(wall: WallTime): number {
  return new Date(asUtc(wall)).getUTCDay();
}

/** Whether the calendar has that day and the clock that hour. */
export function isWallTime(wall: WallTime): boolean {
  const date = new Date(asUtc(wall));
  return (
    wall.year >= 1970 &&
    wall.year <= 9999 &&
    date.getUTCFullYear() === wall.year &&
    date.getUTCMonth() === wall.month - 1 &&
    date.getUTCDate() === wall.day &&
    date.getUTCHours() === wall.hour &&
    date.getUTCMinutes() === wall.minute &&
    date.getUTCSeconds() === wall.second
  );
}
