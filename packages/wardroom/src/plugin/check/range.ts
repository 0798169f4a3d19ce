/**
 * A threshold of a monitoring plugin (Monitoring Plugins Development Guidelines, "Threshold and Ranges"): an alert is
 * raised outside `from`..`to`, both ends counting as within; `inside` turns that round.
 */
export interface Range {
  readonly from: number;
  readonly to: number;
  readonly inside: boolean;
}

const NUMBER = String.raw`[+-]?(?:\d+(?:[.,]\d+)?|[.,]\d+)(?:[eE][+-]?\d+)?`;
const RANGE = new RegExp(`^(@?)(?:(~|${NUMBER})?(:))?(${NUMBER})?$`);

/** A number as plugins print them, also with the comma that some locales make; undefined when it is none. */
export function parseNumber(text: string): number | undefined {
  return new RegExp(`^${NUMBER}$`).test(text) ? Number(text.replace(",", ".")) : undefined;
}

/** `[@][start:]end`; `~` is minus infinity, an absent end infinity, an absent start 0. Undefined when it is no range. */
export function parseRange(text: string): Range | undefined {
  const parts = RANGE.exec(text);
  if (parts === null) return undefined;
  const [, at, start, colon, end] = parts;
  if (colon === undefined && end === undefined) return undefined;
  const from = start === "~" ? Number.NEGATIVE_INFINITY : start === undefined ? 0 : (parseNumber(start) as number);
  const to = end === undefined ? Number.POSITIVE_INFINITY : (parseNumber(end) as number);
  return from > to ? undefined : { from, to, inside: at === "@" };
}

/** Whether a value raises the alert that the range stands for. */
export function alerts(value: number, range: Range): boolean {
  const within = value >= range.from && value <= range.to;
  return within === range.inside;
}
