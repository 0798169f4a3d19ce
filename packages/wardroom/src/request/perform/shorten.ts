import type { Block } from "@wardroom/sdk";

/** What a room is shown at most of one text, and of one table or list. What is longer is summarised, its whole kept as a file. */
export const MOST_CHARS = 3_000;
export const MOST_LINES = 60;
export const MOST_ROWS = 40;

const HEAD = { lines: 30, chars: 1_700 };
const TAIL = { lines: 12, chars: 800 };
const LINE_CHARS = 300;
const CELL_CHARS = 300;
const FIRST_ROWS = 30;
const LAST_ROWS = 5;

/** A shorter form, and the whole of what it stands for. `kept` is how the file is named in it. */
export interface Shortened<T> {
  readonly whole: string;
  readonly ending: "txt" | "csv" | "json";
  short(kept: string): T;
}

/** The first and last lines of a long text with the number of those between; undefined when it is short enough. */
export function shortenText(text: string): Shortened<string> | undefined {
  if (text.length <= MOST_CHARS && !hasMoreLines(text, MOST_LINES)) return undefined;
  const lines = text.split("\n");
  const head = fitting(lines, HEAD);
  const tail = fitting(lines.slice(head.length).reverse(), TAIL).reverse();
  const between = lines.length - head.length - tail.length;
  const gap = between > 0 ? `${count(between, "line")} more` : "Long lines are cut here";
  return {
    whole: text,
    ending: "txt",
    short: (kept) => [...head, `… ${gap}; ${kept} …`, ...tail].join("\n"),
  };
}

/** A block that is short enough to show, or undefined when it is already. */
export function shortenBlock(block: Block): Shortened<Block[]> | undefined {
  switch (block.kind) {
    case "text":
    case "code": {
      const text = shortenText(block.text);
      return text && { ...text, short: (kept) => [{ ...block, text: text.short(kept) }] };
    }
    case "table": {
      const { rows } = block;
      if (rows.length <= MOST_ROWS && rows.every((row) => row.every((cell) => cutCell(cell) === cell)))
        return undefined;
      const long = rows.length > MOST_ROWS;
      const shown = long ? [...rows.slice(0, FIRST_ROWS), ...rows.slice(-LAST_ROWS)] : rows;
      const what = long
        ? `The first ${FIRST_ROWS} and the last ${LAST_ROWS} of ${count(rows.length, "row")}`
        : "Long cells are cut here";
      return {
        whole: csv([block.columns, ...rows]),
        ending: "csv",
        short: (kept) => [
          { ...block, rows: shown.map((row) => row.map(cutCell)) },
          { kind: "text", text: `${what}; ${kept}.` },
        ],
      };
    }
    case "list": {
      const { items } = block;
      if (items.length <= MOST_ROWS && items.every((item) => item.length <= MOST_CHARS)) return undefined;
      return {
        whole: items.join("\n"),
        ending: "txt",
        short: (kept) => [
          { ...block, items: items.slice(0, FIRST_ROWS).map((item) => cut(item, LINE_CHARS)) },
          {
            kind: "text",
            text: `The first ${Math.min(FIRST_ROWS, items.length)} of ${count(items.length, "item")}; ${kept}.`,
          },
        ],
      };
    }
    case "fields": {
      const { fields } = block;
      if (fields.length <= MOST_ROWS && fields.every(({ value }) => value.length <= MOST_CHARS)) return undefined;
      return {
        whole: csv([["label", "value"], ...fields.map(({ label, value }) => [label, value])]),
        ending: "csv",
        short: (kept) => [
          {
            ...block,
            fields: fields.slice(0, FIRST_ROWS).map((field) => ({ ...field, value: cut(field.value, LINE_CHARS) })),
          },
          {
            kind: "text",
            text: `The first ${Math.min(FIRST_ROWS, fields.length)} of ${count(fields.length, "fact")}; ${kept}.`,
          },
        ],
      };
    }
    default:
      return undefined;
  }
}

/** RFC 4180. A text cell that a spreadsheet would take for a formula gets a quote mark before it. */
export function csv(rows: readonly (readonly (string | number | null)[])[]): string {
  const cell = (value: string | number | null): string => {
    if (value === null) return "";
    const text =
      typeof value === "string" && /^[=+@\t-]/.test(value) && !/^[+-]?[\d.]+$/.test(value)
        ? `'${value}`
        : String(value);
    return /[",\n\r]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  };
  return `${rows.map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

/** As many of the first lines, each cut to a readable length, as fit. */
function fitting(lines: readonly string[], most: { lines: number; chars: number }): string[] {
  const taken: string[] = [];
  let chars = 0;
  for (const line of lines) {
    const shown = cut(line, LINE_CHARS);
    chars += shown.length + 1;
    if (taken.length === most.lines || chars > most.chars) break;
    taken.push(shown);
  }
  return taken;
}

function cutCell(cell: string | number | null): string | number | null {
  return typeof cell === "string" ? cut(cell, CELL_CHARS) : cell;
}

function cut(text: string, chars: number): string {
  return text.length <= chars ? text : `${text.slice(0, chars - 1).replace(/[\ud800-\udbff]$/, "")}…`;
}

function hasMoreLines(text: string, most: number): boolean {
  let lines = 1;
  for (let at = text.indexOf("\n"); at !== -1; at = text.indexOf("\n", at + 1)) if (++lines > most) return true;
  return false;
}

function count(number: number, what: string): string {
  return `${number.toLocaleString("en-US")} ${what}${number === 1 ? "" : "s"}`;
}
