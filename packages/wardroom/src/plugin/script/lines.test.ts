import fc from "fast-check";
import { expect, test } from "vitest";
import { MOST_BYTES } from "../child/kept.ts";
import { type Line, openLines } from "./lines.ts";

function linesOf(chunks: readonly Buffer[]): { lines: Line[]; whole: boolean } {
  const lines: Line[] = [];
  const reader = openLines((line) => lines.push(line));
  for (const chunk of chunks) reader.push(chunk);
  return { whole: reader.end(), lines };
}

test("however output is cut into chunks, also within a character, its lines are the same", () => {
  const piece = fc.constantFrom("ä", "\n", "\r\n", '{"say":"x"}', '{"progress":"p"}', "{", "text", "😀", "\n\n");
  fc.assert(
    fc.property(fc.array(piece), fc.array(fc.nat({ max: 60 })), (pieces, cuts) => {
      const whole = Buffer.from(pieces.join(""));
      const at = [...new Set(cuts.map((cut) => Math.min(cut, whole.length)))].sort((a, b) => a - b);
      const chunks = [0, ...at].map((from, i) => whole.subarray(from, at[i] ?? whole.length));
      expect(linesOf(chunks)).toEqual(linesOf([whole]));
    }),
  );
});

test("whatever is printed, no more than the limit is kept, and what is kept is its beginning", () => {
  fc.assert(
    fc.property(fc.array(fc.nat({ max: 700_000 }), { maxLength: 6 }), (lengths) => {
      const text = lengths.map((length) => "x".repeat(length)).join("\n");
      const { lines, whole } = linesOf([Buffer.from(text)]);
      const kept = lines.map((line) => (line as { text: string }).text).join("\n");
      expect(kept.length).toBeLessThanOrEqual(MOST_BYTES + lengths.length);
      expect(text.startsWith(kept)).toBe(true);
      expect(whole).toBe(text === "" || text.length + (text.endsWith("\n") ? 0 : 1) <= MOST_BYTES);
    }),
    { numRuns: 40 },
  );
});
