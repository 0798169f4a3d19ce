import { type Block, type Card, cardSchema } from "@wardroom/sdk";
import { blockLines } from "./block.ts";
import { severityMarks, stateMarks } from "./marks.ts";
import { type Line, paint, plainLine, type Span, type Style } from "./paint.ts";
import { safe, safeLine } from "./safe.ts";
import { cells, wrap } from "./width.ts";

/** Narrower than this nothing can be read, so such a terminal is drawn for as if it had this many cells. */
export const LEAST_COLUMNS = 20;

export interface Drawing {
  /** Cells a line; no line is wider. At least {@link LEAST_COLUMNS}. */
  readonly columns: number;
  readonly color: boolean;
}

/**
 * A card as lines for a terminal or a pipe. Nothing in it can reach the terminal as a control, an escape or a change of
 * direction; what does not fit is wrapped, never cut. Buttons are numbered from 1 in the order of the card's actions.
 */
export function renderCard(card: Card, { columns, color }: Drawing): string[] {
  return cardLines(card, columns).map((line) => paint(line, color));
}

/** The same before painting, for who puts more around it. */
export function cardLines(card: Card, columns: number): Line[] {
  const { title, severity, state, blocks: all, actions, foot } = cardSchema.parse(card);
  const width = Math.max(LEAST_COLUMNS, columns) - EDGE.length;
  const parts: Line[][] = [];
  // A card without a sentence of its own says its first words beside its marks.
  const [first] = all;
  const lead =
    title === undefined && (severity ?? state) !== undefined && first?.kind === "text" ? first.text : undefined;
  const blocks = lead === undefined ? all : all.slice(1);
  const head = headLines(title ?? lead, severity, state, width, title === undefined ? undefined : "bold");
  if (head.length > 0) parts.push(head);
  for (const [i, block] of blocks.entries()) {
    const lines = blockLines(block, width);
    // Blocks of one line stand together; anything taller gets air, so that a table is not glued to a sentence.
    const last = parts.at(-1);
    if (last !== undefined && (i === 0 || !tall(block))) for (const line of lines) last.push(line);
    else parts.push(lines);
  }
  const lines = parts.flatMap((part, i) => (i === 0 ? part : [plainLine(""), ...part]));
  if (actions !== undefined && actions.length > 0) lines.push(...buttonLines(actions, width));
  if (foot !== undefined) lines.push(...wrap(safeLine(foot), width).map((line) => plainLine(line, "quiet")));

  const bare = head.length === 0 && actions === undefined && blocks.every(({ kind }) => kind === "text");
  if (bare) return lines;
  return lines.map((line) => [{ text: EDGE, style: severity ?? state ?? "quiet" } as Span, ...line]);
}

const EDGE = "│ ";

function tall({ kind }: Block): boolean {
  return kind === "table" || kind === "code" || kind === "list" || kind === "fields";
}

/** `▲ critical  ✓ done  What and where`, the sentence bold. */
function headLines(
  words: string | undefined,
  severity: Card["severity"],
  state: Card["state"],
  width: number,
  style: Style | undefined,
): Line[] {
  const signs: Span[] = [];
  if (severity !== undefined) signs.push({ text: `${severityMarks[severity]} ${severity}`, style: severity });
  if (state !== undefined) signs.push({ text: `${stateMarks[state]} ${state}`, style: state });
  const spaced = signs.flatMap((sign, i) => (i === 0 ? [sign] : [{ text: "  " }, sign]));
  const used = spaced.reduce((sum, { text }) => sum + cells(text), 0);
  // Signs fit beside each other at any width that is drawn for but the least; there each has a line of its own.
  const alone = signs.length === 0 ? [] : used <= width ? [spaced] : signs.map((sign) => [sign]);
  if (words === undefined || words === "") return alone;
  const said = safe(words);
  if (signs.length > 0 && !said.includes("\n") && used + 2 + cells(said) <= width)
    return [[...spaced, { text: "  " }, { text: said, style }]];
  return [...alone, ...wrap(said, width).map((line) => plainLine(line, style))];
}

function buttonLines(actions: readonly { label: string; style?: string | undefined }[], width: number): Line[] {
  const lines: Span[][] = [];
  let used = 0;
  for (const [i, { label, style }] of actions.entries()) {
    const look: Style = style === "danger" ? "danger" : style === "primary" ? "bold" : "accent";
    const [first = "", ...rest] = wrap(`[${i + 1}] ${safeLine(label)}`, width);
    if (lines.length > 0 && used + 2 + cells(first) <= width) {
      lines.at(-1)?.push({ text: "  " }, { text: first, style: look });
      used += 2 + cells(first);
    } else {
      lines.push([{ text: first, style: look }]);
      used = cells(first);
    }
    for (const text of rest) {
      lines.push([{ text, style: look }]);
      used = width;
    }
  }
  return lines;
}
