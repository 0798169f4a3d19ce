import { stripVTControlCharacters } from "node:util";
import { cells } from "../card/width.ts";
import type { Rows } from "./line.ts";

export interface ScreenNeeds {
  write(text: string): void;
  columns(): number;
  rows(): number;
}

/**
 * A terminal in two parts: what has been said, which scrolls away like any output and stays in the terminal's own
 * history, and below it a few live rows (running commands, the prompt) that are drawn again whenever something changes.
 */
export interface Screen {
  /** Lines above the live rows, for good. */
  print(lines: readonly string[]): void;
  /** What the live rows now show, and where the cursor stands in them. */
  live(rows: Rows): void;
  /** The terminal has another size: what is drawn has been wrapped anew by it. */
  resized(): void;
  clear(): void;
  /** Draws what is due, takes the live rows away and leaves the cursor on a line of its own. */
  close(): void;
}

/** Lines printed and live rows changed in one turn of the loop are drawn as one, so that a storm does not flicker. */
export function openScreen({ write, columns, rows: screenRows }: ScreenNeeds): Screen {
  let due: string[] = [];
  let wanted: Rows = { rows: [""], cursor: { row: 0, column: 0 } };
  let drawn: Rows = { rows: [""], cursor: { row: 0, column: 0 } };
  let scheduled: NodeJS.Immediate | undefined;
  let clearing = false;
  let closed = false;

  function draw(): void {
    scheduled = undefined;
    if (closed) return;
    const shown = window(wanted, Math.max(1, screenRows() - 1));
    const start = clearing ? "\x1b[H\x1b[2J" : back();
    clearing = false;
    write(`\x1b[?25l${start}${above()}${shown.rows.map(fresh).join("\r\n")}\x1b[J${cursorTo(shown)}\x1b[?25h`);
    drawn = shown;
  }

  /** Where the live rows begin. */
  function back(): string {
    const { row } = drawn.cursor;
    return `${row > 0 ? `\x1b[${row}A` : ""}\r`;
  }

  function above(): string {
    const lines = due.map((line) => `${fresh(line)}\r\n`).join("");
    due = [];
    return lines;
  }

  function cursorTo({ rows, cursor }: Rows): string {
    const up = rows.length - 1 - cursor.row;
    return `${up > 0 ? `\x1b[${up}A` : ""}\r${cursor.column > 0 ? `\x1b[${cursor.column}C` : ""}`;
  }

  function soon(): void {
    scheduled ??= setImmediate(draw);
  }

  return {
    print(lines) {
      // One after another: a long history spread over a call's arguments would overflow the stack.
      for (const line of lines) due.push(line);
      soon();
    },
    live(rows) {
      wanted = rows;
      soon();
    },
    resized() {
      // Rows that no longer fit now take several each; the cursor is as much further down from where they begin.
      const width = Math.max(1, columns());
      const taken = (row: string): number => Math.max(1, Math.ceil(cells(stripVTControlCharacters(row)) / width));
      const above = drawn.rows.slice(0, drawn.cursor.row).reduce((sum, row) => sum + taken(row), 0);
      const row = above + Math.floor(drawn.cursor.column / width);
      drawn = { ...drawn, cursor: { row, column: drawn.cursor.column % width } };
      soon();
    },
    clear() {
      clearing = true;
      soon();
    },
    close() {
      clearImmediate(scheduled);
      if (closed) return;
      closed = true;
      write(`${back()}${above()}${fresh("")}${drawn.rows.length > 1 ? "\x1b[J" : ""}`);
    },
  };
}

/**
 * A row that replaces what stood there. The old one is taken away first: behind a row that fills the terminal it would
 * take the last character with it. Rows are replaced one by one, since some terminals keep a screen that is erased
 * from its first cell as if it had scrolled away.
 */
function fresh(row: string): string {
  return `\x1b[K${row}`;
}

/** As many rows round the cursor as the terminal has: a long paste must not scroll the screen at every key. */
function window({ rows, cursor }: Rows, most: number): Rows {
  if (rows.length <= most) return { rows, cursor };
  const first = Math.min(Math.max(0, cursor.row - most + 1), rows.length - most);
  return { rows: rows.slice(first, first + most), cursor: { ...cursor, row: cursor.row - first } };
}
