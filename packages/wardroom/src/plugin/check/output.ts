import type { Block, Card, Severity } from "@wardroom/sdk";
import { type Measure, parsePerfdata } from "./perfdata.ts";
import { alerts, parseNumber } from "./range.ts";

export const checkStates = ["OK", "WARNING", "CRITICAL", "UNKNOWN"] as const;
export type CheckState = (typeof checkStates)[number];

/** What a monitoring plugin printed, taken apart. */
export interface CheckOutput {
  readonly text: string;
  readonly longText: string;
  readonly measures: readonly Measure[];
}

const SEVERITY: Record<CheckState, Severity> = { OK: "info", WARNING: "medium", CRITICAL: "critical", UNKNOWN: "low" };
const MOST_FIELDS = 8;
const BYTES = ["B", "KiB", "MiB", "GiB", "TiB", "PiB"];

/** Exit 0 to 3 are the four states; whatever else counts as unknown. */
export function stateOf(exitCode: number | null): CheckState {
  return checkStates[exitCode ?? 3] ?? "UNKNOWN";
}

/**
 * Takes output apart (Monitoring Plugins Development Guidelines, "Plugin Output"): a first line `text | data`, then lines of
 * long text, and after a second `|` more data to the end.
 */
export function parseOutput(output: string): CheckOutput {
  const newline = output.indexOf("\n");
  const [text, data] = parted(newline === -1 ? output : output.slice(0, newline));
  const [longText, more] = parted(newline === -1 ? "" : output.slice(newline + 1));
  return { text: text.trim(), longText: longText.trimEnd(), measures: parsePerfdata(`${data} ${more}`) };
}

function parted(text: string): [string, string] {
  const bar = text.indexOf("|");
  return bar === -1 ? [text, ""] : [text.slice(0, bar), text.slice(bar + 1)];
}

/** The answer to a check: its words as the title, its state as severity, then its long text and what it measured. */
export function checkCard(state: CheckState, { text, longText, measures }: CheckOutput): Card {
  const words = text || "The check said nothing.";
  const blocks: Block[] = [];
  if (longText !== "") blocks.push({ kind: "text", text: longText });
  if (measures.length > 0) blocks.push(measures.length <= MOST_FIELDS ? asFields(measures) : asTable(measures));
  return {
    title: words.toUpperCase().includes(state) ? words : `${state}: ${words}`,
    severity: SEVERITY[state],
    blocks,
  };
}

function asFields(measures: readonly Measure[]): Block {
  return {
    kind: "fields",
    fields: measures.map((measure) => {
      const { warn, crit, max, unit } = measure;
      const limits = [
        warn && `warning ${amountOf(warn.text, unit)}`,
        crit && `critical ${amountOf(crit.text, unit)}`,
        max && `of ${amountOf(max, unit)}`,
      ].filter((part) => part !== undefined);
      const severity = severityOf(measure);
      return {
        label: measure.label,
        value: limits.length > 0 ? `${shownValue(measure)} (${limits.join(", ")})` : shownValue(measure),
        mono: true,
        ...(severity === undefined ? {} : { severity }),
      };
    }),
  };
}

function asTable(measures: readonly Measure[]): Block {
  return {
    kind: "table",
    columns: ["measure", "value", "warning", "critical", "min", "max"],
    rows: measures.map((measure) => [
      measure.label,
      shownValue(measure),
      measure.warn?.text ?? null,
      measure.crit?.text ?? null,
      measure.min ?? null,
      measure.max ?? null,
    ]),
  };
}

function shownValue({ value, unit }: Measure): string {
  return value === null ? "unknown" : amountOf(String(value), unit);
}

/** A number with its unit; bytes in the binary unit that suits. A range stands as printed. */
function amountOf(text: string, unit: string): string {
  const value = parseNumber(text);
  if (value === undefined || unit === "" || unit === "c") return text;
  if (unit === "B") return bytesOf(value);
  return unit === "%" ? `${text}%` : `${text} ${unit}`;
}

function bytesOf(bytes: number): string {
  let value = bytes;
  let step = 0;
  for (; Math.abs(value) >= 1024 && step < BYTES.length - 1; step++) value /= 1024;
  return `${step === 0 ? value : value.toFixed(1)} ${BYTES[step]}`;
}

function severityOf({ value, warn, crit }: Measure): Severity | undefined {
  if (value === null) return undefined;
  if (crit !== undefined && alerts(value, crit.range)) return SEVERITY.CRITICAL;
  return warn !== undefined && alerts(value, warn.range) ? SEVERITY.WARNING : undefined;
}
