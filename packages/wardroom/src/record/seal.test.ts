import { createHmac, randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { commit, newSealKey, opens } from "./seal.ts";

test("a commitment is HMAC-SHA-256, for texts of every length", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", maxLength: 6_000, size: "max" }), (text) => {
      const key = randomBytes(32);
      expect(commit(key, text)).toBe(createHmac("sha256", key).update(text).digest("base64"));
    }),
  );
});

test("a commitment opens with its own key and text, in their one spelling, and with nothing else", () => {
  const key = newSealKey();
  const opening = { key: key.toString("base64"), text: "host status web-03" };
  const commitment = commit(key, opening.text);
  expect(opens(commitment, opening)).toBe(true);
  expect(opens(commitment, { ...opening, text: "host status web-04" })).toBe(false);
  expect(opens(commitment, { ...opening, key: newSealKey().toString("base64") })).toBe(false);
  expect(opens(commitment, { ...opening, key: opening.key.replace("=", "") })).toBe(false);
  // A longer key that HMAC would pad to the same block.
  expect(opens(commitment, { ...opening, key: Buffer.concat([key, Buffer.alloc(1)]).toString("base64") })).toBe(false);
});

test("no key is drawn twice", () => {
  const drawn = Array.from({ length: 1_000 }, () => newSealKey().toString("hex"));
  expect(new Set(drawn).size).toBe(1_000);
});
