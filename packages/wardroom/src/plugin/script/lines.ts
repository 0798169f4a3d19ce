import { StringDecoder } from "node:string_decoder";

import { MOST_BYTES } from "../child/kept.ts";

/** What one line of output means (protocol/line.schema.json). */
export type Line =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "progress"; readonly text: string; readonly share?: number }
  | { readonly kind: "json"; readonly value: Readonly<Record<string, unknown>>; readonly text: string };

/**
 * Cuts output into lines as it comes. Bytes that are no UTF-8 become U+FFFD. `push` gives false once more than
 * {@link MOST_BYTES} stand: progress does not count, since nothing of it is kept; `end` tells whether
 * all of it was kept. Memory stays under twice that.
 */
export function openLines(onLine: (line: Line) => void): { push(chunk: Buffer): boolean; end(): boolean } {
  const decoder = new StringDecoder("utf8");
  let partial: string[] = [];
  let partialChars = 0;
  let kept = 0;
  let full = false;

  function take(text: string): void {
    const line = lineOf(text.endsWith("\r") ? text.slice(0, -1) : text);
    const room = MOST_BYTES - kept;
    if (line.kind !== "progress") kept += Buffer.byteLength(text) + 1;
    full = kept > MOST_BYTES;
    if (!full) onLine(line);
    else if (line.kind === "text") onLine({ kind: "text", text: line.text.slice(0, room) });
  }

  function add(text: string): void {
    let from = 0;
    for (let to = text.indexOf("\n"); to !== -1 && !full; to = text.indexOf("\n", from)) {
      take(partial.join("") + text.slice(from, to));
      partial = [];
      partialChars = 0;
      from = to + 1;
    }
    if (full) return;
    if (from < text.length) partial.push(text.slice(from));
    partialChars += text.length - from;
    if (partialChars <= MOST_BYTES) return;
    take(partial.join(""));
    partial = [];
    full = true;
  }

  return {
    push(chunk) {
      if (!full) add(decoder.write(chunk));
      return !full;
    },
    end() {
      if (!full) add(decoder.end());
      if (!full && partialChars > 0) take(partial.join(""));
      partial = [];
      partialChars = 0;
      return !full;
    },
  };
}

/** A line that is no JSON object is text as it stands, also when it looks like broken JSON. */
export function lineOf(text: string): Line {
  if (!text.startsWith("{")) return { kind: "text", text };
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { kind: "text", text };
  }
  const object = value as Record<string, unknown>;
  if (typeof object["progress"] !== "string") return { kind: "json", value: object, text };
  const share = object["share"];
  return typeof share === "number" && share >= 0 && share <= 1
    ? { kind: "progress", text: object["progress"], share }
    : { kind: "progress", text: object["progress"] };
}
