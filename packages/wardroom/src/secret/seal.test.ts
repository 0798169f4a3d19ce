import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { seal, unseal } from "./seal.ts";

const key = randomBytes(32);

test("what was sealed opens under the same key and name, and says nothing meanwhile", () => {
  fc.assert(
    fc.property(fc.string(), fc.string({ minLength: 4, unit: "grapheme" }), (name, secret) => {
      const sealed = seal(key, name, secret);
      expect(unseal(key, name, sealed)).toBe(secret.toWellFormed());
      expect(sealed.includes(secret)).toBe(false);
      expect(seal(key, name, secret).equals(sealed)).toBe(false);
    }),
  );
});

test("another key, another name, or any byte changed opens nothing", () => {
  const sealed = seal(key, "NAME", "a secret");
  expect(unseal(randomBytes(32), "NAME", sealed)).toBeUndefined();
  expect(unseal(key, "OTHER", sealed)).toBeUndefined();
  for (let i = 0; i < sealed.length; i++) {
    const changed = Buffer.from(sealed);
    changed[i] = (changed[i] ?? 0) ^ 1;
    expect(unseal(key, "NAME", changed)).toBeUndefined();
    expect(unseal(key, "NAME", sealed.subarray(0, i))).toBeUndefined();
  }
});
