import { z } from "zod";
import { canonical } from "./canonical.ts";
import { sealedFields } from "./seal.ts";

/**
 * An export is UTF-8 text, one canonical JSON document a line, in this order: one header, the checkpoints from small
 * to large, the tiles of the last one's tree, the entries. Nothing in it is left unproved: what is not signed must
 * follow from what is, to the byte.
 */
const opening = z.strictObject({ key: z.string(), text: z.string() });

const lineSchema = z.discriminatedUnion("type", [
  z.strictObject({
    type: z.literal("header"),
    format: z.literal("wardroom-record/1"),
    /** The verifier key, to find the right one; never to be trusted from here. */
    key: z.string(),
    /** Fields whose texts were left out of this export, sorted. */
    withheld: z.array(z.enum(sealedFields)),
  }),
  z.strictObject({ type: z.literal("checkpoint"), note: z.string() }),
  z.strictObject({ type: z.literal("tile"), path: z.string(), hashes: z.base64() }),
  z.strictObject({
    type: z.literal("entry"),
    /** The entry's own canonical text, byte for byte what its leaf hash is made of. */
    body: z.string(),
    texts: z.partialRecord(z.enum(sealedFields), opening),
  }),
]);

export type ExportLine = z.infer<typeof lineSchema>;
export type LineOf<T extends ExportLine["type"]> = Extract<ExportLine, { type: T }>;

export function printLine(line: ExportLine): string {
  return `${canonical(line)}\n`;
}

/** Reads a line without its break; undefined when it is not one, or not in its one spelling. */
export function parseLine(text: string): ExportLine | undefined {
  try {
    const line = lineSchema.safeParse(JSON.parse(text));
    return line.success && canonical(line.data) === text ? line.data : undefined;
  } catch {
    return;
  }
}

const MAX_LINE_BYTES = 64 * 1024 * 1024;

/**
 * The lines of a file. Only a line feed parts lines; one that is not valid UTF-8, and a last one without its break,
 * come as undefined.
 */
export async function* linesOf(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<string | undefined> {
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const decode = (bytes: Buffer): string | undefined => {
    try {
      return decoder.decode(bytes);
    } catch {
      return;
    }
  };
  let rest: Buffer[] = [];
  let held = 0;
  for await (const chunk of chunks) {
    let bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength);
    for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10)) {
      yield decode(Buffer.concat([...rest, bytes.subarray(0, end)]));
      rest = [];
      held = 0;
      bytes = bytes.subarray(end + 1);
    }
    held += bytes.length;
    if (held > MAX_LINE_BYTES) {
      yield undefined;
      return;
    }
    if (bytes.length > 0) rest.push(Buffer.from(bytes));
  }
  if (rest.length > 0) yield undefined;
}
