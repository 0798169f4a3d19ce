import { StringDecoder } from "node:string_decoder";

/**
 * The lines of a stream, as many at a time as each chunk completes. Only `\n` (or `\r\n`) ends a line: node:readline
 * also breaks at U+2028, which stands unescaped in JSON strings. Bytes that are no UTF-8 become U+FFFD. The last line
 * needs no line break.
 */
export async function* lines(stream: AsyncIterable<string | Uint8Array>): AsyncGenerator<readonly string[]> {
  const decoder = new StringDecoder("utf8");
  // Pieces of a line that has no end yet are joined once, so that a line of many megabytes stays linear.
  let open: string[] = [];
  for await (const chunk of stream) {
    const text =
      typeof chunk === "string" ? chunk : decoder.write(Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length));
    const parts = text.split("\n");
    const tail = parts.pop() ?? "";
    if (parts.length > 0) {
      parts[0] = [...open, parts[0]].join("");
      open = [];
      yield parts.map((line) => (line.endsWith("\r") ? line.slice(0, -1) : line));
    }
    open.push(tail);
  }
  const last = open.join("") + decoder.end();
  if (last !== "") yield [last.endsWith("\r") ? last.slice(0, -1) : last];
}
