import { safe } from "../card/safe.ts";
import { cells } from "../card/width.ts";
import type { Key } from "./keys.ts";

/** The line being typed. `cursor` is an offset in UTF-16 units, always between two characters as a reader sees them. */
export interface Line {
  readonly text: string;
  readonly cursor: number;
  /** What was last cut away, for `yank`. */
  readonly cut: string;
  /** Which remembered line is shown, counted back from the newest; 0 is the line of one's own. */
  readonly back: number;
  /** One's own line while a remembered one is shown. */
  readonly draft: string;
}

export const emptyLine: Line = { text: "", cursor: 0, cut: "", back: 0, draft: "" };

/** What a key asks for beyond editing. */
export type Asked = "submit" | "clear" | "quit" | "complete" | "clear-screen" | "suspend" | "leave";

const segmenter = new Intl.Segmenter("und", { granularity: "grapheme" });

/** One key. `remembered` are earlier lines, oldest first. */
export function press(line: Line, key: Key, remembered: readonly string[]): { line: Line; asked?: Asked } {
  if (key.kind !== "key") return { line: insert(line, key.text) };
  const { text, cursor } = line;
  switch (key.name) {
    case "enter":
      return { line, asked: "submit" };
    case "newline":
      return { line: insert(line, "\n") };
    case "tab":
      return { line, asked: "complete" };
    case "backspace":
      return { line: replace(line, before(text, cursor), cursor) };
    case "delete":
      return { line: replace(line, cursor, after(text, cursor)) };
    case "left":
      return { line: { ...line, cursor: before(text, cursor) } };
    case "right":
      return { line: { ...line, cursor: after(text, cursor) } };
    case "home":
      return { line: { ...line, cursor: text.lastIndexOf("\n", cursor - 1) + 1 } };
    case "end":
      return { line: { ...line, cursor: endOfRow(text, cursor) } };
    case "word-left":
      return { line: { ...line, cursor: wordLeft(text, cursor) } };
    case "word-right":
      return { line: { ...line, cursor: wordRight(text, cursor) } };
    case "kill-to-start":
      return { line: cutAway(line, 0, cursor) };
    case "kill-to-end":
      return { line: cutAway(line, cursor, text.length) };
    case "kill-word":
      return { line: cutAway(line, wordLeft(text, cursor), cursor) };
    case "yank":
      return { line: insert(line, line.cut) };
    case "up":
      return { line: recall(line, line.back + 1, remembered) };
    case "down":
      return { line: recall(line, line.back - 1, remembered) };
    case "interrupt":
      return text === "" ? { line, asked: "quit" } : { line: { ...emptyLine, cut: text }, asked: "clear" };
    case "end-of-input":
      return text === "" ? { line, asked: "quit" } : { line: replace(line, cursor, after(text, cursor)) };
    case "clear-screen":
      return { line, asked: "clear-screen" };
    case "suspend":
      return { line, asked: "suspend" };
    case "escape":
      return { line, asked: "leave" };
  }
}

/** The text with `from` to `cursor` replaced, as a completion does it. */
export function complete(line: Line, from: number, words: string): Line {
  return insert(replace(line, from, line.cursor), words);
}

function insert(line: Line, words: string): Line {
  const text = line.text.slice(0, line.cursor) + words + line.text.slice(line.cursor);
  // A combining mark joins what stood before it, so the cursor goes to the next place where a character ends.
  const at = line.cursor + words.length;
  return { ...line, text, cursor: isBoundary(text, at) ? at : after(text, at) };
}

function replace(line: Line, from: number, to: number): Line {
  const text = line.text.slice(0, from) + line.text.slice(to);
  return { ...line, text, cursor: isBoundary(text, from) ? from : after(text, from) };
}

function cutAway(line: Line, from: number, to: number): Line {
  return from === to ? line : { ...replace(line, from, to), cut: line.text.slice(from, to) };
}

function recall(line: Line, back: number, remembered: readonly string[]): Line {
  if (back < 0 || back > remembered.length) return line;
  const draft = line.back === 0 ? line.text : line.draft;
  const text = back === 0 ? draft : (remembered[remembered.length - back] ?? "");
  return { ...line, text, cursor: text.length, back, draft };
}

function before(text: string, at: number): number {
  return at <= 0 ? 0 : (segmenter.segment(text).containing(at - 1)?.index ?? 0);
}

function after(text: string, at: number): number {
  const found = at >= text.length ? undefined : segmenter.segment(text).containing(at);
  return found === undefined ? text.length : found.index + found.segment.length;
}

function isBoundary(text: string, at: number): boolean {
  return at <= 0 || at >= text.length || segmenter.segment(text).containing(at)?.index === at;
}

function endOfRow(text: string, at: number): number {
  const end = text.indexOf("\n", at);
  return end === -1 ? text.length : end;
}

function wordLeft(text: string, at: number): number {
  return /\S*\s*$/.exec(text.slice(0, at))?.index ?? 0;
}

function wordRight(text: string, at: number): number {
  return at + (/^\s*\S*/.exec(text.slice(at))?.[0].length ?? 0);
}

export interface Rows {
  readonly rows: readonly string[];
  readonly cursor: { readonly row: number; readonly column: number };
}

/** The prompt and the line in rows of less than `columns` cells, and where the cursor stands in them. */
export function layout(prompt: string, promptCells: number, { text, cursor }: Line, columns: number): Rows {
  const width = Math.max(4, columns - 1);
  const rows = [prompt];
  let used = promptCells;
  let at = { row: 0, column: used };
  const put = (glyph: string, glyphCells: number): void => {
    if (used + glyphCells > width) {
      rows.push("");
      used = 0;
    }
    rows[rows.length - 1] += glyph;
    used += glyphCells;
  };
  for (const { segment, index } of segmenter.segment(text)) {
    if (index === cursor) at = { row: rows.length - 1, column: used };
    if (segment === "\n" || segment === "\r\n") {
      rows.push("");
      used = 0;
      continue;
    }
    const shown = safe(segment);
    const shownCells = cells(shown);
    if (shownCells <= 2) put(shown, shownCells);
    else
      for (const part of shown) {
        put(part, cells(part));
        // Parts that stand beside each other again may read as one.
        used = cells(rows.at(-1) ?? "");
      }
  }
  if (cursor >= text.length) at = { row: rows.length - 1, column: used };
  // What was drawn character by character may read as fewer where they stand side by side.
  return { rows, cursor: { row: at.row, column: Math.min(at.column, cells(rows[at.row] ?? "")) } };
}
