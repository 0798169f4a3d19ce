import type { Card } from "@wardroom/sdk";
import { cardLines } from "../card/ansi.ts";
import { fileLines, progressLines } from "../card/block.ts";
import { type Line, paint, plainLine, type Span } from "../card/paint.ts";
import { safe, safeLine } from "../card/safe.ts";
import { cells, wrap } from "../card/width.ts";

/** A message as it reads now. */
export interface Shown {
  readonly message: string;
  readonly room: string;
  readonly thread?: string | undefined;
  readonly at: string;
  readonly by: string;
  readonly bot: boolean;
  readonly text?: string | undefined;
  readonly card?: Card | undefined;
  readonly files?: readonly { readonly id: string; readonly name: string; readonly bytes: number }[] | undefined;
  readonly answers?: string | undefined;
}

export interface Ink {
  readonly columns: number;
  readonly color: boolean;
  /** IANA zone that times are shown in; the machine's own when absent. */
  readonly zone?: string | undefined;
}

/** Narrower than this, what somebody says begins at the left edge instead of under their name. */
const ROOMY_COLUMNS = 60;

/** `02:04 Sam  words`, or a card under the name. `now` marks what has been edited since it was first shown. */
export function messageLines(shown: Shown, ink: Ink, { now = false } = {}): string[] {
  const indent = ink.columns >= ROOMY_COLUMNS ? "      " : "  ";
  const width = ink.columns - indent.length;
  const head: Span[] = [
    { text: `${timeText(shown.at, ink.zone)} `, style: "quiet" },
    ...(shown.thread === undefined ? [] : [{ text: "↳ ", style: "quiet" } as const]),
    { text: safeLine(shown.by), style: shown.bot ? "accent" : "bold" },
    ...(now ? [{ text: " (now)", style: "quiet" } as const] : []),
  ];
  const headCells = head.reduce((sum, { text }) => sum + cells(text), 0);
  const lines: Line[] = [];

  const words = shown.text === undefined ? "" : safe(shown.text);
  if (words !== "" && !words.includes("\n") && headCells + 2 + cells(words) <= ink.columns)
    lines.push([...head, { text: `  ${words}` }]);
  else {
    lines.push(head);
    for (const line of words === "" ? [] : wrap(words, width)) lines.push(indented(plainLine(line), indent));
  }
  for (const line of shown.card === undefined ? [] : cardLines(shown.card, width)) lines.push(indented(line, indent));
  for (const { id, name, bytes } of shown.files ?? [])
    for (const line of fileLines(id, name, bytes, width)) lines.push(indented(line, indent));
  return lines.map((line) => paint(line, ink.color));
}

/** What an answer reads as where nobody watches: its words, its card, its files, one under the other. */
export function replyLines(shown: Pick<Shown, "text" | "card" | "files">, { columns, color }: Ink): string[] {
  const words = shown.text === undefined ? [] : safe(shown.text).split("\n");
  const lines: Line[] = [
    ...words.map((line) => plainLine(line)),
    ...(shown.card === undefined ? [] : cardLines(shown.card, columns)),
    ...(shown.files ?? []).flatMap(({ id, name, bytes }) => fileLines(id, name, bytes, columns)),
  ];
  return lines.map((line) => paint(line, color));
}

/** A command that still runs, in the fewest rows that say what and how far. */
export function runningLines(text: string, share: number | undefined, { columns, color }: Ink): string[] {
  return progressLines(text, share, columns - 1).map((line) => paint(line, color));
}

/** A line of the terminal's own, not of anybody in the room. */
export function noteLines(text: string, { columns, color }: Ink): string[] {
  return wrap(safe(text), columns).map((line) => paint(plainLine(line, "quiet"), color));
}

/** `── #soc ── Security operations ──`: where one is now. */
export function headingLine(name: string, topic: string | undefined, { columns, color }: Ink): string {
  const words = topic === undefined ? safeLine(name) : `${safeLine(name)} · ${safeLine(topic)}`;
  const [first = ""] = wrap(words, columns - 6);
  const line = `── ${first} ${"─".repeat(Math.max(2, Math.min(60, columns) - cells(first) - 4))}`;
  return paint(plainLine(line, "quiet"), color);
}

export function timeText(at: string, zone: string | undefined): string {
  const time = new Date(at);
  if (Number.isNaN(time.getTime())) return "--:--";
  return time.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", ...(zone ? { timeZone: zone } : {}) });
}

function indented(line: Line, indent: string): Line {
  return [{ text: indent }, ...line];
}
