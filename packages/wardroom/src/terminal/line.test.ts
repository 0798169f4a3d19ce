import fc from "fast-check";
import { expect, test } from "vitest";
import { cells } from "../card/width.ts";
import { type Key, type KeyName, openKeys } from "./keys.ts";
import { complete, emptyLine, type Line, layout, press } from "./line.ts";

function type(keys: string, remembered: readonly string[] = [], from: Line = emptyLine): Line {
  return openKeys()
    .feed(Buffer.from(keys))
    .reduce((line, key) => press(line, key, remembered).line, from);
}
/** The line with a bar where the cursor is. */
const seen = ({ text, cursor }: Line) => `${text.slice(0, cursor)}|${text.slice(cursor)}`;

test("words are typed, corrected in the middle, cut and put back", () => {
  expect(seen(type("host web-03\x1b[D\x1b[D\x7fx"))).toBe("host webx|03");
  expect(seen(type("host status web-03\x17"))).toBe("host status |");
  expect(seen(type("host status\x01\x0b"))).toBe("|");
  expect(seen(type("one two\x17\x01\x19 "))).toBe("two |one ");
  expect(seen(type("abc\x1b[D\x15"))).toBe("|c");
  expect(seen(type("host status web-03\x1b[1;5D\x1b[1;5D"))).toBe("host |status web-03");
});

test("the cursor goes over a character as a reader sees it", () => {
  expect(seen(type("a👩‍🚀e\u0301\x1b[D\x1b[D"))).toBe("a|👩‍🚀e\u0301");
  expect(seen(type("a👩‍🚀\x7f"))).toBe("a|");
});

test("earlier lines come back newest first, and one's own is kept meanwhile", () => {
  const before = ["help", "host status web-03"];
  expect(seen(type("dra\x1b[A", before))).toBe("host status web-03|");
  expect(seen(type("dra\x1b[A\x1b[A\x1b[A", before))).toBe("help|");
  expect(seen(type("dra\x1b[A\x1b[A\x1b[B\x1b[B", before))).toBe("dra|");
});

test("ctrl-c clears a line and leaves an empty one; ctrl-d leaves only an empty one", () => {
  const key = (name: KeyName): Key => ({ kind: "key", name });
  expect(press(type("abc"), key("interrupt"), [])).toMatchObject({ asked: "clear", line: { text: "" } });
  expect(press(emptyLine, key("interrupt"), [])).toMatchObject({ asked: "quit" });
  expect(press(type("abc\x01"), key("end-of-input"), [])).toMatchObject({ line: { text: "bc" } });
  expect(press(emptyLine, key("end-of-input"), [])).toMatchObject({ asked: "quit" });
});

test("a completion replaces what it completes", () => {
  expect(seen(complete(type("host sta web"), 5, "status"))).toBe("host status|");
  expect(seen(complete(type("ho\x1b[D"), 0, "host "))).toBe("host |o");
});

test("a long line, wide characters and a pasted break are laid out in rows with the cursor in its place", () => {
  expect(layout("› ", 2, type("abcdefgh"), 8)).toEqual({ rows: ["› abcde", "fgh"], cursor: { row: 1, column: 3 } });
  expect(layout("› ", 2, type("日本語\x1b[D"), 8)).toEqual({ rows: ["› 日本", "語"], cursor: { row: 0, column: 6 } });
  expect(layout("› ", 2, type("\x1b[200~a\nb\x1b[201~"), 20)).toEqual({
    rows: ["› a", "b"],
    cursor: { row: 1, column: 1 },
  });
});

test("whatever is typed, the cursor stays between characters and no row is as wide as the terminal", () => {
  const keys = fc.array(
    fc.oneof(
      fc.string({ unit: "grapheme", maxLength: 6 }).map((text): Key => ({ kind: "paste", text })),
      fc
        .constantFrom("\u0301", "\u200d", "👍", "🏽", "🇫", "\x1b", "\t", "\n", "日")
        .map((text): Key => ({ kind: "text", text })),
      fc
        .constantFrom<KeyName[]>(
          "left",
          "right",
          "home",
          "end",
          "backspace",
          "delete",
          "word-left",
          "kill-word",
          "yank",
          "up",
          "down",
          "kill-to-end",
        )
        .map((name): Key => ({ kind: "key", name })),
    ),
    { maxLength: 30 },
  );
  const segments = new Intl.Segmenter("und", { granularity: "grapheme" });
  fc.assert(
    fc.property(keys, fc.integer({ min: 6, max: 40 }), (typed, columns) => {
      const line = typed.reduce((now, key) => press(now, key, ["earlier", "👩‍🚀"]).line, emptyLine);
      const edges = [...segments.segment(line.text)].map(({ index }) => index);
      expect([...edges, line.text.length]).toContain(line.cursor);
      const { rows, cursor } = layout("› ", 2, line, columns);
      for (const row of rows) {
        expect(row).not.toMatch(/\p{Cc}/u);
        expect(cells(row)).toBeLessThan(columns);
      }
      expect(cursor.row).toBeLessThan(rows.length);
      expect(cursor.column).toBeLessThanOrEqual(cells(rows[cursor.row] ?? ""));
    }),
  );
});

test("emoji that are taken apart and read as one again leave the cursor where the row ends", () => {
  const line = { ...emptyLine, text: "👩‍🚀🏽", cursor: "👩‍🚀🏽".length };
  const { rows, cursor } = layout("› ", 2, line, 9);
  expect(cursor.column).toBe(cells(rows[cursor.row] ?? ""));
});
