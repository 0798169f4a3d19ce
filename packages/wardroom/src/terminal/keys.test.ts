import fc from "fast-check";
import { expect, test } from "vitest";
import { type Key, openKeys } from "./keys.ts";

const names = (keys: readonly Key[]) => keys.map((key) => (key.kind === "key" ? key.name : `${key.kind}:${key.text}`));
const all = (text: string) => names(openKeys().feed(Buffer.from(text)));

test("letters, arrows and control keys of xterm, the Linux console and tmux are told apart", () => {
  expect(all("ab\x1b[D\x1bOC\x1b[1~\x1b[4~\x1b[3~\x1b[1;5D\x1bf\x01\x05\x0b\x15\x17\t\x7f\r")).toEqual([
    "text:ab",
    "left",
    "right",
    "home",
    "end",
    "delete",
    "word-left",
    "word-right",
    "home",
    "end",
    "kill-to-end",
    "kill-to-start",
    "kill-word",
    "tab",
    "backspace",
    "enter",
  ]);
});

test("a paste is one text, its line breaks and controls in it", () => {
  expect(all("\x1b[200~one\r\ntwo\rthree\x03\x1b[201~x")).toEqual(["paste:one\ntwo\nthree\x03", "text:x"]);
});

test("an unknown sequence does nothing, and an escape that nothing follows is the key itself", () => {
  expect(all("\x1b[?1;2c\x1b[99;5~a")).toEqual(["text:a"]);
  const keys = openKeys();
  expect(keys.feed(Buffer.from("\x1b"))).toEqual([]);
  expect(keys.partial).toBe(true);
  expect(names(keys.flush())).toEqual(["escape"]);
  expect(keys.partial).toBe(false);
});

test("alt and enter breaks the line", () => expect(all("a\x1b\rb")).toEqual(["text:a", "newline", "text:b"]));

test("bytes cut anywhere, in a character or a sequence, give the same keys", () => {
  const said = Buffer.from("grüße 日本 👩‍🚀\x1b[1;5D\x1b[200~été\x1b[20\x1b[201~\x1b[A\r");
  const whole = join(openKeys().feed(said));
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: said.length })), (cuts) => {
      const keys = openKeys();
      const ends = [...cuts.toSorted((a, b) => a - b), said.length];
      const found = ends.flatMap((end, i) => keys.feed(said.subarray(i === 0 ? 0 : ends[i - 1], end)));
      expect(join(found)).toEqual(whole);
    }),
  );
});

/** Texts that came one after the other are one text: how a terminal groups them means nothing. */
function join(keys: readonly Key[]): string[] {
  const joined: string[] = [];
  for (const name of names(keys)) {
    const last = joined.at(-1);
    if (name.startsWith("text:") && last?.startsWith("text:")) joined[joined.length - 1] = last + name.slice(5);
    else joined.push(name);
  }
  return joined;
}
