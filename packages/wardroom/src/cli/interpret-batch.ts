import { createInterface } from "node:readline";
import type { Inventory } from "@wardroom/sdk";
import { z } from "zod";
import { compileInterpret, type Interpret } from "../message/interpret/interpret.ts";
import type { Registry } from "../model/registry.ts";
import { readFlags, wrongUsage } from "./flags.ts";
import type { Io } from "./io.ts";

export interface BatchNeeds {
  /** The commands that come with Wardroom, and those of a folder. */
  loadRegistry(folder: string | undefined): Promise<Registry>;
  loadInventory(file: string | undefined): Promise<Inventory>;
  now(): Date;
}

const lineSchema = z.object({
  id: z.union([z.string(), z.number()]),
  text: z.string(),
  room: z.string().optional(),
  as: z.string().optional(),
  addressed: z.boolean().default(true),
});

/** How much is gathered before it is written, in characters. */
const CHUNK_CHARS = 65_536;

/**
 * `interpret [--plugins DIR] [--inventory FILE]`: what messages mean, JSON lines in and out (the formats:
 * docs/reference/interpret.md). A line that is none is told on stderr with its number, the rest goes on, and the exit
 * code is 1.
 */
export async function interpretBatch(args: readonly string[], io: Io, needs: BatchNeeds): Promise<number> {
  const { values, positionals } = readFlags(args, { plugins: { type: "string" }, inventory: { type: "string" } });
  if (positionals.length > 0)
    throw wrongUsage(`Messages come as JSON lines on standard input, not as "${positionals[0]}".`);
  const interpret = compileInterpret({
    registry: await needs.loadRegistry(values.plugins),
    inventory: await needs.loadInventory(values.inventory),
    botNames: ["wardroom"],
    siteAliases: new Map(),
  });
  const now = needs.now();
  let failed = false;
  let number = 0;
  let waiting = "";
  for await (const line of createInterface({ input: io.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    number++;
    if (line.trim() === "") continue;
    const meaning = meaningOf(number === 1 ? line.replace(/^\ufeff/, "") : line, interpret, now);
    if (meaning === undefined) {
      failed = true;
      io.stderr(`Line ${number} is no JSON document with "id" and "text".\n`);
      continue;
    }
    waiting += `${meaning}\n`;
    if (waiting.length >= CHUNK_CHARS) {
      io.stdout(waiting);
      waiting = "";
    }
  }
  if (waiting !== "") io.stdout(waiting);
  return failed ? 1 : 0;
}

function meaningOf(line: string, interpret: Interpret, now: Date): string | undefined {
  let parsed: ReturnType<typeof lineSchema.safeParse>;
  try {
    parsed = lineSchema.safeParse(JSON.parse(line));
  } catch {
    return undefined;
  }
  if (!parsed.success) return undefined;
  const { id, text, addressed } = parsed.data;
  const { act, requests, alternatives } = interpret({ text, addressed, direct: false, now });
  return JSON.stringify({ id, act, requests, alternatives });
}
