import fc from "fast-check";
import { expect, test } from "vitest";
import { printable } from "./printable.ts";

test("colours, titles, bells and turned text are taken out, the words stay", () => {
  expect(printable("\x1b[1;31mred\x1b[0m \x1b]0;title\x07plain\x07 \x1b]8;;http://x\x1b\\link\x1b(B")).toBe(
    "red plain link",
  );
  expect(printable("a\u202egpj.exe\u0000\r\nb\rc\td")).toBe("agpj.exe\nb\nc\td");
});

test("an escape sequence that never ends does not swallow what follows", () => {
  expect(printable("\x1b]0;never ended, and words")).toContain("never ended, and words");
});

test("nothing printable keeps a control character, and printing twice changes nothing", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), (text) => {
      const shown = printable(text);
      expect(shown).not.toMatch(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e]/);
      expect(printable(shown)).toBe(shown);
      expect(shown.isWellFormed()).toBe(true);
    }),
  );
});
