import { expect, test } from "vitest";
import { linesBack, repeat } from "./expand.ts";

test.each([
  ["!!", 1, "host list"],
  [" !! ", 1, "host list"],
  ["!-2", 2, "host list"],
  ["@wardroom !!", 1, "host list"],
  ["wardroom: !!", 1, "host list"],
  ["!! --verbose", 1, "host list --verbose"],
])("%j reaches %i lines back and becomes %j", (text, back, line) => {
  expect(linesBack(text)).toBe(back);
  expect(repeat(text, "host list")).toBe(line);
});

test.each(["wow!!", "!-0", "!host", "stop it !! now", "!!!", "!-2000"])("%j repeats nothing", (text) => {
  expect(linesBack(text)).toBeUndefined();
});
