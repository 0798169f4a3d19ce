import { type Block, type Card, cardSchema, type FileSaid, type Said } from "@wardroom/sdk";
import { z } from "zod";
import type { Line } from "./lines.ts";
import { shownResult } from "./result.ts";

const cell = z.union([z.string(), z.number(), z.null()]);
const plainCell = z
  .union([cell, z.boolean()])
  .transform((value) => (typeof value === "boolean" ? String(value) : value));

const tableSchema = z.union([
  z.strictObject({ columns: z.array(z.string()).min(1).max(50), rows: z.array(z.array(plainCell)) }),
  z.array(z.record(z.string(), plainCell)).min(1),
]);

const fileSchema = z.union([
  z.strictObject({ name: z.string().min(1).max(120), text: z.string() }),
  z.strictObject({ name: z.string().min(1).max(120), base64: z.base64() }),
]);

/** Everything a script said, in the order it was said. */
export interface Answer {
  readonly said: Said;
  /** Nothing was said at all. */
  readonly silent: boolean;
}

/**
 * Gathers a script's lines to what is shown. A known line whose content has the wrong shape is shown as the text it is, so
 * that nothing a script prints is lost. Text before anything else is the answer's words; what follows a table, and the
 * table, make its card; a card of the script's own comes with its own blocks.
 */
export function openAnswer(): { add(line: Line): void; done(): Answer } {
  const blocks: Block[] = [];
  const files: FileSaid[] = [];
  let card: Card | undefined;
  let text: string[] = [];

  const flush = (): void => {
    const whole = text.join("\n").replace(/^\n+|\s+$/g, "");
    if (whole !== "") blocks.push({ kind: "text", text: whole });
    text = [];
  };
  const block = (made: Block): void => {
    flush();
    blocks.push(made);
  };

  function understood(value: Readonly<Record<string, unknown>>): boolean {
    const keys = Object.keys(value);
    if (keys.length !== 1) return false;
    switch (keys[0]) {
      case "say":
        if (typeof value["say"] !== "string") return false;
        text.push(value["say"]);
        return true;
      case "table": {
        const table = tableSchema.safeParse(value["table"]);
        if (table.success) block(tableOf(table.data));
        return table.success;
      }
      case "file": {
        const file = fileSchema.safeParse(value["file"]);
        if (file.success)
          files.push({
            name: file.data.name,
            content: "text" in file.data ? file.data.text : Buffer.from(file.data.base64, "base64"),
          });
        return file.success;
      }
      case "result":
        block(shownResult(value["result"]));
        return true;
      case "card": {
        const parsed = cardSchema.safeParse(value["card"]);
        // A file block names a file by its id, and which ids there are is not for a script to say.
        if (!parsed.success || parsed.data.blocks.some(({ kind }) => kind === "file")) return false;
        card = parsed.data;
        return true;
      }
      default:
        return false;
    }
  }

  return {
    add(line) {
      if (line.kind === "text") text.push(line.text);
      else if (line.kind === "json" && !understood(line.value)) text.push(line.text);
    },
    done() {
      flush();
      const first = blocks[0]?.kind === "text" ? (blocks.shift() as Block & { kind: "text" }).text : undefined;
      const shown =
        card !== undefined
          ? { ...card, blocks: [...(card.blocks ?? []), ...blocks] }
          : blocks.length > 0
            ? { blocks }
            : undefined;
      return {
        said: {
          ...(first === undefined ? {} : { say: first }),
          ...(shown === undefined ? {} : { card: shown }),
          ...(files.length === 0 ? {} : { files }),
        },
        silent: first === undefined && shown === undefined && files.length === 0,
      };
    },
  };
}

/** Rows as objects get a column for each key that occurs, in the order of first occurrence. */
function tableOf(table: z.output<typeof tableSchema>): Block {
  if (!Array.isArray(table)) return { kind: "table", ...table };
  const columns = [...new Set(table.flatMap((row) => Object.keys(row)))];
  return { kind: "table", columns, rows: table.map((row) => columns.map((column) => row[column] ?? null)) };
}
