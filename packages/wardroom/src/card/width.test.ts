import fc from "fast-check";
import { expect, test } from "vitest";
import { cells, cut, wrap } from "./width.ts";

test("text wraps between words, and inside a word only when it is too long for any line", () => {
  expect(wrap("the quick brown fox", 10)).toEqual(["the quick", "brown fox"]);
  expect(wrap("  indented line of words", 12)).toEqual(["  indented", "line of", "words"]);
  expect(wrap("see 0123456789abcdef now", 10)).toEqual(["see", "0123456789", "abcdef now"]);
  expect(wrap("one\n\ntwo", 10)).toEqual(["one", "", "two"]);
  expect(wrap("日本語のテキスト", 6)).toEqual(["日本語", "のテキ", "スト"]);
});

test("wrapping loses nothing but blanks at the breaks, and cutting loses nothing at all", () => {
  const line = fc.string({ unit: fc.constantFrom("a", "b", " ", "日", "é", "👍", "-"), maxLength: 80 });
  fc.assert(
    fc.property(line, fc.integer({ min: 2, max: 30 }), (text, width) => {
      const wrapped = wrap(text, width);
      expect(wrapped.join("").replaceAll(" ", "")).toBe(text.replaceAll(" ", ""));
      expect(cut(text, width).join("")).toBe(text);
      for (const piece of [...wrapped, ...cut(text, width)]) expect(cells(piece)).toBeLessThanOrEqual(width);
    }),
  );
});
