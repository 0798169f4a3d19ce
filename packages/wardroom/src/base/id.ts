import { randomBytes } from "node:crypto";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";

let lastMs = 0;
let sequence = 0;

/**
 * A new id: 26 characters of Crockford's base 32 in lower case, 48 bits of time (ms), 16 bits of sequence and 64 random
 * bits, so that ids made by one process sort in the order they were made.
 */
export function newId(nowMs: number = Date.now()): string {
  if (nowMs > lastMs) {
    lastMs = nowMs;
    sequence = 0;
  } else sequence++;
  const random = randomBytes(8);
  let bits = (BigInt(lastMs) << 80n) | (BigInt(sequence & 0xffff) << 64n) | random.readBigUInt64BE();
  let text = "";
  for (let i = 0; i < 26; i++) {
    text = ALPHABET[Number(bits & 31n)] + text;
    bits >>= 5n;
  }
  return text;
}
