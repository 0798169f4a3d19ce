import type { Severity, State } from "@wardroom/sdk";

/** How a piece of a line looks. Without colour all of it is left out, and nothing may be lost by that. */
export type Style = "bold" | "quiet" | "accent" | "danger" | Severity | State;

export interface Span {
  readonly text: string;
  readonly style?: Style | undefined;
}

/** One row of cells. The texts went through `safe`, so the only escapes drawn are those made here. */
export type Line = readonly Span[];

/** Select Graphic Rendition codes (ECMA-48 §8.3.117), from the 16 colours that every palette maps for its ground. */
const SGR: Readonly<Record<Style, string>> = {
  bold: "1",
  quiet: "2",
  accent: "36",
  danger: "31",
  critical: "1;31",
  high: "31",
  medium: "33",
  low: "36",
  info: "2",
  waiting: "33",
  running: "36",
  done: "32",
  verified: "32",
  failed: "31",
  refused: "31",
  undone: "33",
  approved: "32",
};

export function paint(line: Line, color: boolean): string {
  if (!color) return line.map(({ text }) => text).join("");
  return line
    .map(({ text, style }) => (style === undefined || text === "" ? text : `\x1b[${SGR[style]}m${text}\x1b[0m`))
    .join("");
}

export function plainLine(text: string, style?: Style): Line {
  return [{ text, style }];
}
