import { findIndicators } from "@wardroom/sdk";
import { z } from "zod";
import { readFlags, wrongUsage } from "./flags.ts";
import type { Io } from "./io.ts";
import { lines } from "./lines.ts";

const lineSchema = z.object({ id: z.union([z.string(), z.number()]), text: z.string() });
const EXPECTED = 'expected {"id": …, "text": "…"}';

/**
 * `wardroom indicators`: JSON lines in (`{"id","text"}`), JSON lines out (`{"id","indicators":[…]}`), in order and as
 * they come. A line that is none of these is named on standard error with its number, the rest is answered all the same,
 * and the exit code is 1. Blank lines are passed over.
 */
export async function indicators(args: readonly string[], io: Io): Promise<number> {
  const { positionals } = readFlags(args, { json: { type: "boolean" } });
  if (positionals.length > 0) throw wrongUsage("`indicators` reads JSON lines from standard input and takes no words.");
  let number = 0;
  let wrong = 0;
  for await (const chunk of lines(io.stdin)) {
    const out: string[] = [];
    for (const line of chunk) {
      number++;
      if (line.trim() === "") continue;
      const read = readLine(line);
      if (typeof read === "string") {
        wrong++;
        io.stderr(`line ${number}: ${read}\n`);
      } else out.push(`${JSON.stringify({ id: read.id, indicators: findIndicators(read.text) })}\n`);
    }
    if (out.length > 0) io.stdout(out.join(""));
  }
  return wrong === 0 ? 0 : 1;
}

function readLine(line: string): z.infer<typeof lineSchema> | string {
  let document: unknown;
  try {
    document = JSON.parse(line.replace(/^\ufeff/, ""));
  } catch {
    return `not JSON; ${EXPECTED}`;
  }
  const read = lineSchema.safeParse(document);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  return `${issue?.path.join(".") || "the line"}: ${issue?.message ?? "wrong"}; ${EXPECTED}`;
}
