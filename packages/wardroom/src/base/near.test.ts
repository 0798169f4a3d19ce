import fc from "fast-check";
import { expect, test } from "vitest";
import { nearest } from "./near.ts";

test.each([
  ["peple", ["people", "rooms"], "people"],
  ["grupos", ["groups", "rooms"], "groups"],
  ["romos", ["rooms", "people"], "rooms"],
  ["Zone", ["zone"], "zone"],
  ["ab", ["xy", "b"], "b"],
])("%s is near what was meant", (said, known, meant) => {
  expect(nearest(said, known)).toBe(meant);
});

test("a word that is far from all known ones means none of them", () => {
  expect(nearest("firewall", ["people", "rooms", "inventory"])).toBeUndefined();
  expect(nearest("x", [])).toBeUndefined();
});

test("a word that is known is its own nearest, whatever stands beside it", () => {
  fc.assert(
    fc.property(fc.array(fc.stringMatching(/^[a-z]{1,12}$/), { minLength: 1 }), fc.nat(), (known, pick) => {
      const word = known[pick % known.length] as string;
      expect(nearest(word, known)).toBe(word);
    }),
  );
});
