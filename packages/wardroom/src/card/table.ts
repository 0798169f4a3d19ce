import { type Line, plainLine, type Span } from "./paint.ts";
import { safe, safeLine } from "./safe.ts";
import { cells, pad, wrap } from "./width.ts";

type Cell = string | number | null;

const GAP = "  ";
/** A column narrower than this breaks words so often that a list reads better. */
const LEAST_CELLS = 6;

/**
 * A table in `width` cells: columns as wide as they need, the widest giving way first, long cells on several lines.
 * One with more columns than fit becomes a list, each row a group of `label  value` lines.
 */
export function tableLines(columns: readonly string[], rows: readonly (readonly Cell[])[], width: number): Line[] {
  const heads = columns.map(safeLine);
  const texts = rows.map((row) => heads.map((_, i) => cellText(row[i])));
  const wanted = heads.map((head, i) => {
    // A loop: the cells of a long table spread over a call's arguments would overflow the stack.
    let widest = cells(head);
    for (const row of texts) for (const line of (row[i] ?? "").split("\n")) widest = Math.max(widest, cells(line));
    return widest;
  });
  const widths = fit(wanted, width - GAP.length * (heads.length - 1));
  if (widths === undefined) return asList(heads, texts, width);

  const numeric = heads.map((_, i) => rows.length > 0 && rows.every((row) => typeof (row[i] ?? 0) === "number"));
  const draw = (row: readonly string[], style?: Span["style"]): Line[] => {
    const wrapped = row.map((text, i) => wrap(text, widths[i] ?? LEAST_CELLS));
    const height = Math.max(...wrapped.map((lines) => lines.length));
    return Array.from({ length: height }, (_, y) => {
      const parts = wrapped.map((lines, i) => pad(lines[y] ?? "", widths[i] ?? 0, numeric[i] ? "start" : "end"));
      return plainLine(parts.join(GAP).trimEnd(), style);
    });
  };
  return [...draw(heads, "quiet"), ...texts.flatMap((row) => draw(row))];
}

/** How wide each column may be so that all fit into `room`; undefined when that would leave some too narrow. */
function fit(wanted: readonly number[], room: number): number[] | undefined {
  const widths = [...wanted];
  let over = widths.reduce((sum, width) => sum + width, 0) - room;
  while (over > 0) {
    const widest = Math.max(...widths);
    if (widest <= LEAST_CELLS) return undefined;
    // Takes the widest down to the next one, or as far as is needed, so a huge cell does not take a step a character.
    const next = Math.max(LEAST_CELLS, ...widths.filter((width) => width < widest));
    const many = widths.filter((width) => width === widest).length;
    const step = Math.max(1, Math.min(widest - next, Math.floor(over / many)));
    for (let i = 0; i < widths.length && over > 0; i++) {
      if (widths[i] !== widest) continue;
      widths[i] = widest - step;
      over -= step;
    }
  }
  return widths;
}

function asList(heads: readonly string[], rows: readonly (readonly string[])[], width: number): Line[] {
  const labelCells = Math.min(Math.max(...heads.map(cells)), Math.floor(width / 2));
  return rows.flatMap((row, r) => [
    ...(r === 0 ? [] : [plainLine("")]),
    ...row.flatMap((text, i) => labelled(heads[i] ?? "", text, labelCells, width)),
  ]);
}

/** `label  value` with the value's further lines under its first. */
export function labelled(
  label: string,
  value: string,
  labelCells: number,
  width: number,
  style?: Span["style"],
): Line[] {
  const labels = wrap(label, labelCells);
  const values = wrap(value, width - labelCells - GAP.length);
  return Array.from({ length: Math.max(labels.length, values.length) }, (_, y) => {
    const name = labels[y] ?? "";
    const words = values[y] ?? "";
    if (words === "") return plainLine(name, "quiet");
    return [
      { text: pad(name, labelCells) + GAP, style: "quiet" },
      { text: words, style },
    ];
  });
}

function cellText(cell: Cell | undefined): string {
  if (cell === undefined || cell === null) return "–";
  return safe(String(cell));
}
