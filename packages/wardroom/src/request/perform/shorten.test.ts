import { cardSchema } from "@wardroom/sdk";
import fc from "fast-check";
import { expect, test } from "vitest";
import { csv, MOST_CHARS, MOST_LINES, shortenBlock, shortenText } from "./shorten.ts";

test("a text is left alone exactly when it is short, and its short form is short and whole text", () => {
  fc.assert(
    fc.property(fc.array(fc.string({ unit: "grapheme", maxLength: 900 }), { maxLength: 90 }), (parts) => {
      const text = parts.join("\n");
      const shortened = shortenText(text);
      const fits = text.length <= MOST_CHARS && text.split("\n").length <= MOST_LINES;
      expect(shortened === undefined).toBe(fits);
      if (shortened === undefined) return;
      const shown = shortened.short("the whole is in a.txt");
      expect(shown.length).toBeLessThanOrEqual(MOST_CHARS);
      expect(shown.split("\n").length).toBeLessThanOrEqual(MOST_LINES);
      expect(shown.isWellFormed()).toBe(true);
      expect(shortened.whole).toBe(text);
    }),
  );
});

test.each([
  { kind: "list", items: Array.from({ length: 90 }, (_, i) => `item ${i}`) },
  { kind: "fields", fields: Array.from({ length: 90 }, (_, i) => ({ label: `l${i}`, value: "v" })) },
  { kind: "table", columns: ["a"], rows: Array.from({ length: 90 }, (_, i) => [i]) },
  { kind: "table", columns: ["a"], rows: [["x".repeat(9_000)]] },
  { kind: "code", text: "line\n".repeat(900) },
] as const)("a long $kind is summarised to blocks of a card, and the whole names everything", (block) => {
  const shortened = shortenBlock(block as never);
  const blocks = shortened?.short("the whole is in x");
  expect(cardSchema.safeParse({ blocks }).success).toBe(true);
  expect(JSON.stringify(blocks)).toContain("the whole is in x");
  expect(JSON.stringify(blocks).length).toBeLessThan(6_000);
  expect(shortened?.whole.length).toBeGreaterThan(300);
});

test("a table file holds what was said, and nothing in it is a formula", () => {
  expect(
    csv([
      ["a", "b"],
      ["=1+1", -5],
      ["@x", "-5"],
      ['say "hi"', null],
      ["-x", "a,b"],
    ]),
  ).toBe('a,b\r\n\'=1+1,-5\r\n\'@x,-5\r\n"say ""hi""",\r\n\'-x,"a,b"\r\n');
});
