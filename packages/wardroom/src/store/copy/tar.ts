import { damaged } from "./load.ts";
import type { Part } from "./part.ts";

const BLOCK = 512;

/**
 * Parts as a tar archive (POSIX ustar), so that any machine can look inside: `head.json`, `rows/TABLE/NNNNNN.copy` in
 * PostgreSQL's COPY text format, `tail.json`.
 */
export async function* pack(parts: AsyncIterable<Part>): AsyncGenerator<Uint8Array> {
  let number = 0;
  for await (const part of parts) {
    if (part.kind === "rows") yield* entry(`rows/${part.table}/${String(++number).padStart(6, "0")}.copy`, part.bytes);
    else yield* entry(`${part.kind}.json`, Buffer.from(JSON.stringify(part.kind === "head" ? part.head : part.tail)));
  }
  yield new Uint8Array(2 * BLOCK);
}

function* entry(name: string, content: Uint8Array): Generator<Uint8Array> {
  const header = Buffer.alloc(BLOCK);
  const put = (text: string, at: number) => header.write(text, at, "latin1");
  put(name, 0);
  put("0000600\0", 100);
  put("0000000\0", 108);
  put("0000000\0", 116);
  put(`${content.length.toString(8).padStart(11, "0")}\0`, 124);
  put(`${"0".repeat(11)}\0`, 136);
  put("        ", 148);
  put("0", 156);
  put("ustar\x0000", 257);
  put(`${sumOf(header).toString(8).padStart(6, "0")}\0 `, 148);
  yield header;
  yield content;
  yield new Uint8Array((BLOCK - (content.length % BLOCK)) % BLOCK);
}

/** The parts of an archive that `pack` made. Throws `backup-damaged` for any other. */
export async function* unpack(archive: AsyncIterable<Uint8Array>): AsyncGenerator<Part> {
  const take = reader(archive);
  for (;;) {
    const header = await take(BLOCK);
    if (header.every((byte) => byte === 0)) return;
    const field = (from: number, length: number) =>
      header.toString("latin1", from, from + length).replace(/[\0 ].*$/s, "");
    const [name, size, sum] = [field(0, 100), Number.parseInt(field(124, 12), 8), Number.parseInt(field(148, 8), 8)];
    header.write("        ", 148, "latin1");
    if (sum !== sumOf(header) || !(size >= 0)) throw damaged("an entry of the archive is broken");
    const content = await take(size);
    await take((BLOCK - (size % BLOCK)) % BLOCK);
    yield partOf(name, content);
  }
}

function partOf(name: string, bytes: Buffer): Part {
  const table = /^rows\/([^/]+)\/\d+\.copy$/.exec(name)?.[1];
  if (table !== undefined) return { kind: "rows", table, bytes };
  try {
    if (name === "head.json") return { kind: "head", head: JSON.parse(bytes.toString("utf8")) };
    if (name === "tail.json") return { kind: "tail", tail: JSON.parse(bytes.toString("utf8")) };
  } catch (error) {
    throw damaged(`${name} is no JSON`, error);
  }
  throw damaged(`it holds ${name}`);
}

/** Takes exactly so many bytes at a time. */
function reader(source: AsyncIterable<Uint8Array>): (bytes: number) => Promise<Buffer> {
  const chunks = source[Symbol.asyncIterator]();
  let rest: Buffer = Buffer.alloc(0);
  return async (bytes) => {
    const pieces = [rest];
    let have = rest.length;
    while (have < bytes) {
      const { done, value } = await chunks.next();
      if (done) throw damaged("it ends too early");
      pieces.push(Buffer.from(value));
      have += value.length;
    }
    const all = pieces.length === 1 ? rest : Buffer.concat(pieces);
    rest = all.subarray(bytes);
    return Buffer.from(all.subarray(0, bytes));
  };
}

function sumOf(header: Uint8Array): number {
  return header.reduce((sum, byte) => sum + byte, 0);
}
