import { duration, durationMs } from "./duration.ts";
import type { Entity } from "./entity.ts";
import { addDays, isWallTime, isZone, momentOf, type WallTime, wallTime, weekday } from "./zone.ts";

const DAYS = ["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"];
const MONTHS = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
const MIDNIGHT = { hour: 0, minute: 0, second: 0, ms: 0 };

type Clock = Pick<WallTime, "hour" | "minute" | "second" | "ms">;
type Day = Pick<WallTime, "year" | "month" | "day">;

/** `9:00`, `09:00:30.5`, `9am`, `9:30 pm`, `9h`, `noon`, `midnight`. */
function clockOf(text: string): Clock | undefined {
  if (text === "noon" || text === "midday") return { ...MIDNIGHT, hour: 12 };
  if (text === "midnight") return MIDNIGHT;
  const match = /^(\d{1,2})(?::(\d\d)(?::(\d\d)(?:[.,](\d{1,9}))?)?)?\s?(am|pm|a\.m\.|p\.m\.|h|uhr|o'clock)?$/.exec(
    text,
  );
  if (match === null) return undefined;
  const [, hours, minute, second = "0", fraction = "0", half] = match;
  if (minute === undefined && half === undefined) return undefined;
  let hour = Number(hours);
  if (half?.startsWith("a") || half?.startsWith("p")) {
    if (hour < 1 || hour > 12) return undefined;
    hour = (hour % 12) + (half.startsWith("p") ? 12 : 0);
  }
  return { hour, minute: Number(minute ?? 0), second: Number(second), ms: Math.floor(Number(`0.${fraction}`) * 1000) };
}

/** `2026-11-24`, `24.11.2026`, `24 Nov 2026`, `Nov 24, 2026`. `11/24/2026` is refused: half the world reads it otherwise. */
function dateOf(text: string): Day | undefined {
  const ymd = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text) ?? /^(\d{4})\/(\d\d)\/(\d\d)$/.exec(text);
  if (ymd) return { year: Number(ymd[1]), month: Number(ymd[2]), day: Number(ymd[3]) };
  const dmy = /^(\d{1,2})\.(\d{1,2})\.(\d{4})$/.exec(text);
  if (dmy) return { year: Number(dmy[3]), month: Number(dmy[2]), day: Number(dmy[1]) };
  const named =
    /^(?<day>\d{1,2})(?:st|nd|rd|th)?\.?[\s-](?:of\s)?(?<month>[a-z]{3,9})\.?,?[\s-](?<year>\d{4})$/.exec(text) ??
    /^(?<month>[a-z]{3,9})\.?\s(?<day>\d{1,2})(?:st|nd|rd|th)?,?\s(?<year>\d{4})$/.exec(text);
  if (!named?.groups) return undefined;
  const { day, month = "", year } = named.groups;
  const index = MONTHS.indexOf(month.slice(0, 3));
  return index < 0 ? undefined : { year: Number(year), month: index + 1, day: Number(day) };
}

/** `today`, `tomorrow`, `monday` (the next one after today), `last friday`. */
function namedDay(text: string, today: WallTime): WallTime | undefined {
  const fixed = { today: 0, tonight: 0, tomorrow: 1, yesterday: -1 }[text];
  if (fixed !== undefined) return addDays(today, fixed);
  const match = /^(?:(next|this|last|on)\s)?([a-z]{3,9})$/.exec(text);
  const named = match?.[2] ?? "";
  const index = DAYS.findIndex(
    (day) => day === named || day.slice(0, 3) === named || (named.length > 3 && day.startsWith(named)),
  );
  if (match === null || index < 0) return undefined;
  const ahead = (index - weekday(today) + 7) % 7 || 7;
  return addDays(today, match[1] === "last" ? ahead - 7 || -7 : ahead);
}

/** A day, a time of day, or both in either order. A time alone is today's; a day alone is its first moment. */
function localTime(text: string, today: WallTime): WallTime | undefined {
  const whole = clockOf(text);
  if (whole) return { ...today, ...whole };
  const dayAlone = dateOf(text) ?? namedDay(text, today);
  if (dayAlone) return { ...today, ...dayAlone, ...(text === "tonight" ? { ...MIDNIGHT, hour: 20 } : MIDNIGHT) };
  for (const gap of text.matchAll(/(?:,\s|\s(?:at\s|on\s)?|(?<=\d)t(?=\d))/g)) {
    const left = text.slice(0, gap.index);
    const right = text.slice(gap.index + gap[0].length);
    const day = dateOf(left) ?? namedDay(left, today);
    const clock = day ? clockOf(right) : clockOf(left);
    const other = day ?? (clock ? (dateOf(right) ?? namedDay(right, today)) : undefined);
    if (clock && other) return { ...today, ...other, ...clock };
  }
  return undefined;
}

function parse(text: string, now: Date, zone: string): Date | undefined {
  const plain = text.trim().replaceAll(/\s+/g, " ");
  const lower = plain.toLowerCase().replace(/^at /, "");
  if (lower === "now") return now;
  const epoch = /^@(\d{1,11})(?:\.(\d{1,3}))?$/.exec(lower);
  if (epoch) return new Date(Number(`${epoch[1]}.${epoch[2] ?? 0}`) * 1000);

  const shift = /^in (.+)$/.exec(lower)?.[1] ?? /^(.+) from now$/.exec(lower)?.[1] ?? /^\+(.+)$/.exec(lower)?.[1];
  const back = /^(.+) ago$/.exec(lower)?.[1] ?? /^-(.+)$/.exec(lower)?.[1];
  const length = shift ?? back;
  if (length !== undefined) {
    const iso = duration.parse(length);
    return iso === undefined ? undefined : new Date(now.getTime() + durationMs(iso) * (shift === undefined ? -1 : 1));
  }

  const offset = /^(.*\d)\s?(?:([+-])(\d\d):?(\d\d)|z|utc|gmt)$/.exec(lower);
  if (offset?.[1] !== undefined) {
    const wall = localTime(offset[1], { ...wallTime(now, "UTC"), ...MIDNIGHT });
    if (wall === undefined || !isWallTime(wall) || Number(offset[3] ?? 0) > 14 || Number(offset[4] ?? 0) > 59)
      return undefined;
    const minutes = (Number(offset[3] ?? 0) * 60 + Number(offset[4] ?? 0)) * (offset[2] === "-" ? -1 : 1);
    return new Date(momentOf(wall, "UTC").getTime() - minutes * 60_000);
  }

  const named = /^(.+) ([A-Za-z]+(?:\/[A-Za-z_+\-0-9]+){1,2})$/.exec(plain);
  const place = named?.[2] !== undefined && isZone(named[2]) ? named[2] : zone;
  const said = place === named?.[2] ? (named?.[1] ?? "").toLowerCase().replace(/^at /, "") : lower;
  const wall = localTime(said, { ...wallTime(now, place), ...MIDNIGHT });
  return wall === undefined || !isWallTime(wall) ? undefined : momentOf(wall, place);
}

/**
 * A moment, as ISO 8601 in UTC with the fraction only where there is one. Words are counted from `now` in `zone` (UTC
 * when the context names none or an unknown one); `09:00` is today's, past or not.
 */
export const time: Entity = {
  name: "time",
  expects: "a time, like 09:00, tomorrow 9:00, in 2 hours or 2026-11-24T09:00Z",
  example: "tomorrow 9:00",
  parse(text, { now = new Date(), zone = "UTC" } = {}) {
    if (text.length > 100) return undefined;
    const at = parse(text, now, isZone(zone) ? zone : "UTC");
    if (at === undefined || !(at.getTime() >= 0) || at.getTime() > 253_402_300_799_999) return undefined;
    return at.toISOString().replace(".000Z", "Z");
  },
};
