import { parseNumber, parseRange, type Range } from "./range.ts";

/** One measured value. Texts stand as printed; `value` is null where the plugin says that it does not know (`U`). */
export interface Measure {
  readonly label: string;
  readonly value: number | null;
  /** Nothing, s, ms, us, %, B, KB, MB, TB, c (a counter), or what the plugin prints. */
  readonly unit: string;
  readonly warn?: Threshold;
  readonly crit?: Threshold;
  readonly min?: string;
  readonly max?: string;
}

export interface Threshold {
  readonly text: string;
  readonly range: Range;
}

const MOST_MEASURES = 1_000;
const VALUE = /^(U|[+-]?(?:\d+(?:[.,]\d+)?|[.,]\d+)(?:[eE][+-]?\d+)?)([^\d;.,]*)$/;

/**
 * Reads performance data (Monitoring Plugins Development Guidelines, "Performance data"): blank-separated
 * `'label'=value[unit];[warn];[crit];[min];[max]`, quotes only where needed and doubled inside, trailing `;` optional.
 * An item that is none is skipped and the rest kept; at most 1,000 are read. Never throws, and takes linear time.
 */
export function parsePerfdata(text: string): Measure[] {
  const measures: Measure[] = [];
  let at = 0;
  while (measures.length < MOST_MEASURES) {
    while (at < text.length && isBlank(text[at])) at++;
    if (at >= text.length) break;
    const label = text[at] === "'" ? quoted(text, at) : plain(text, at);
    const from = label?.end ?? at;
    let end = from;
    while (end < text.length && !isBlank(text[end])) end++;
    const measure = label && measureOf(label.text, text.slice(from, end));
    if (measure !== undefined) measures.push(measure);
    at = end;
  }
  return measures;
}

type Label = { readonly text: string; readonly end: number };

/** A label in quotes; `end` stands after the `=`. */
function quoted(text: string, at: number): Label | undefined {
  for (let i = text.indexOf("'", at + 1); i !== -1; i = text.indexOf("'", i + 1)) {
    if (text[i + 1] === "'") i++;
    else return text[i + 1] === "=" ? { text: text.slice(at + 1, i).replaceAll("''", "'"), end: i + 2 } : undefined;
  }
  return undefined;
}

function plain(text: string, at: number): Label | undefined {
  for (let i = at; i < text.length && !isBlank(text[i]); i++)
    if (text[i] === "=") return i === at ? undefined : { text: text.slice(at, i), end: i + 1 };
  return undefined;
}

function measureOf(label: string, said: string): Measure | undefined {
  const [first = "", warn, crit, min, max] = said.split(";");
  const parts = VALUE.exec(first);
  if (parts === null || label === "") return undefined;
  const [, number, unit] = parts as unknown as [string, string, string];
  return {
    label,
    value: number === "U" ? null : (parseNumber(number) as number),
    unit,
    ...threshold("warn", warn),
    ...threshold("crit", crit),
    ...(min !== undefined && parseNumber(min) !== undefined ? { min } : {}),
    ...(max !== undefined && parseNumber(max) !== undefined ? { max } : {}),
  };
}

function threshold(name: "warn" | "crit", text: string | undefined): { warn?: Threshold; crit?: Threshold } {
  const range = text ? parseRange(text) : undefined;
  return range === undefined ? {} : { [name]: { text, range } };
}

function isBlank(char: string | undefined): boolean {
  return char === " " || char === "\t" || char === "\n" || char === "\r";
}
