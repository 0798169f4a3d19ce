import type { Entity } from "./entity.ts";

const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
const WEEK = 7 * DAY;
/** A hundred years: more is a mistake. */
const LONGEST = 36_525 * DAY;

const UNITS: readonly [words: string, ms: number][] = [
  ["ms|msecs?|millis|milliseconds?", 1],
  ["s|secs?|seconds?", SECOND],
  ["m|mins?|minutes?", MINUTE],
  ["h|hrs?|hours?", HOUR],
  ["d|days?", DAY],
  ["w|wks?|weeks?", WEEK],
  ["fortnights?", 2 * WEEK],
];
const UNIT_MS = new Map(UNITS.map(([words, ms]) => [new RegExp(`^(?:${words})$`), ms]));

const ONES =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen";
const NUMBERS = new Map<string, number>([
  ...ONES.split(" ").map((word, i) => [word, i] as const),
  ...["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"].map(
    (word, i) => [word, 20 + 10 * i] as const,
  ),
  ["a", 1],
  ["an", 1],
  ["half", 0.5],
  ["quarter", 0.25],
]);

const ISO = /^P(?:(\d+)W|(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:[.,]\d{1,3})?)S)?)?)$/;

function isoMs(text: string): number | undefined {
  const match = ISO.exec(text);
  if (match === null || !/\d/.test(text) || text.endsWith("T")) return undefined;
  const [, w = 0, d = 0, h = 0, m = 0, s = "0"] = match;
  const seconds = Math.round(Number(String(s).replace(",", ".")) * SECOND);
  return Number(w) * WEEK + Number(d) * DAY + Number(h) * HOUR + Number(m) * MINUTE + seconds;
}

/** "2 hours and 30 minutes", "2h30m", "an hour and a half", "half a day", "forty-five minutes". */
function wordsMs(text: string): number | undefined {
  const tokens = text.match(/\d+(?:[.,]\d+)?|[a-z]+/g) ?? [];
  if (tokens.length === 0 || tokens.length > 24 || !/^[a-z\d][\sa-z\d.,-]*$/.test(text)) return undefined;
  let total = 0;
  let count: number | undefined;
  let unit: number | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const [i, token] of tokens.entries()) {
    if (token === "and" || token === "of") {
      if (i === 0 || i === tokens.length - 1) return undefined;
      continue;
    }
    const number = /^\d/.test(token) ? Number(token.replace(",", ".")) : NUMBERS.get(token);
    if (number !== undefined) {
      if (count === undefined) count = number;
      else if (/^an?$/.test(token)) count *= 1;
      else if (count === 1 && number < 1) count = number;
      else if (count >= 20 && count % 10 === 0 && number >= 1 && number < 10 && !/^\d/.test(token)) count += number;
      else return undefined;
      continue;
    }
    const ms = [...UNIT_MS].find(([words]) => words.test(token))?.[1];
    // Units go down ("2h30m", not "30m2h"): the other way round is a slip more often than a wish.
    if (ms === undefined || count === undefined || ms >= least) return undefined;
    total += count * ms;
    [least, unit, count] = [ms, ms, undefined];
  }
  // What is left over belongs to the last unit: "an hour and a half", "2h30".
  if (count !== undefined) {
    if (unit === undefined) return undefined;
    if (count < 1) total += count * unit;
    else if (unit === HOUR && count < 60 && /h\s?\d\d$/.test(text)) total += count * MINUTE;
    else return undefined;
  }
  return Math.round(total);
}

/** The canonical text of a length in ms: days of 24 hours, then hours, minutes, seconds; `P7D`, `PT2H30M`, `PT0S`. */
export function isoDuration(ms: number): string {
  const part = (size: number, of: number, letter: string) => {
    const n = Math.floor((ms % of) / size);
    return n > 0 ? `${n}${letter}` : "";
  };
  const seconds = (ms % MINUTE) / SECOND;
  const days = Math.floor(ms / DAY);
  const time = part(HOUR, DAY, "H") + part(MINUTE, HOUR, "M") + (seconds > 0 ? `${seconds}S` : "");
  const date = days > 0 ? `${days}D` : "";
  return date + time === "" ? "PT0S" : `P${date}${time === "" ? "" : `T${time}`}`;
}

/** The length in ms of a canonical duration. Throws a TypeError for text that is none. */
export function durationMs(iso: string): number {
  const ms = isoMs(iso);
  if (ms === undefined) throw new TypeError(`not a duration: ${iso.slice(0, 40)}`);
  return ms;
}

/**
 * A length of time as ISO 8601. A day is 24 hours, whatever the clocks do. Months and years are refused, since they
 * have no fixed length, and so is a bare number.
 */
export const duration: Entity = {
  name: "duration",
  expects: "a length of time, like 30 minutes, 2h30m or 1w (months and years have no fixed length: say days)",
  example: "30 minutes",
  parse(text) {
    if (text.length > 100) return undefined;
    const plain = text.trim().replace(/^for\s+/i, "");
    const ms = isoMs(plain.toUpperCase()) ?? wordsMs(plain.toLowerCase());
    return ms === undefined || ms > LONGEST ? undefined : isoDuration(ms);
  },
};
