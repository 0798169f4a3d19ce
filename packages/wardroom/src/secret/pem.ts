import type { Span } from "./match.ts";

const BEGIN = /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
const END = /-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----/g;
/** What follows where the end is missing: a key that was cut off is still most of a key. */
const BODY = /(?:(?:\s|\\[nr])*[A-Za-z0-9+/=]{16,})*/y;

/** Private keys in the textual encoding of RFC 7468, whole or cut off; a begin line with nothing after it is none. */
export function pemSpans(text: string): Span[] {
  const spans: Span[] = [];
  // The nearest end line at or after where we are; looked for once, not once for every begin line.
  let ends: Span | undefined = [-1, -1];
  for (let from = 0; ; ) {
    BEGIN.lastIndex = from;
    const begin = BEGIN.exec(text);
    if (begin === null) return spans;
    const body = begin.index + begin[0].length;
    if (ends !== undefined && ends[0] < body) {
      END.lastIndex = body;
      const found = END.exec(text);
      ends = found === null ? undefined : [found.index, found.index + found[0].length];
    }
    const next = text.indexOf("-----BEGIN", body);
    const whole = ends !== undefined && (next < 0 || ends[0] < next);
    BODY.lastIndex = body;
    const end = whole && ends !== undefined ? ends[1] : body + (BODY.exec(text)?.[0].length ?? 0);
    if (end > body) spans.push([begin.index, end]);
    from = end;
  }
}
