import { hash, randomBytes } from "node:crypto";
import { strictBase64 } from "./note.ts";

/**
 * Fields of an entry that are personal or free text. The entry itself holds only a commitment to each,
 * HMAC-SHA-256(key, text) under a random key of its own; text and key stand beside it. When both are erased the
 * commitment says nothing about the text, however few texts were possible, and every proof still holds.
 *
 * - `who`: person, name and chat account · `where`: room and thread (a direct room is named after its person)
 * - `words`: as said · `args`: as bound · `call`: the call hash, which would give away arguments that can be guessed
 * - `reason`: the sentence the person was told · `output`: what was answered · `text`: the free text of a note
 */
export const sealedFields = ["who", "where", "words", "args", "call", "reason", "output", "text"] as const;
export type SealedField = (typeof sealedFields)[number];

export const SEAL_KEY_BYTES = 32;

const KEYS_AT_ONCE = 256;
let keys = Buffer.alloc(0);

/** A random key. They are drawn many at a time, for asking the system costs more than all else about them. */
export function newSealKey(): Buffer {
  if (keys.length === 0) keys = randomBytes(KEYS_AT_ONCE * SEAL_KEY_BYTES);
  const key = keys.subarray(0, SEAL_KEY_BYTES);
  keys = keys.subarray(SEAL_KEY_BYTES);
  return key;
}

/** A sealed text with the key of its commitment, base64. */
export interface Opening {
  readonly key: string;
  readonly text: string;
}

export type Openings = { readonly [F in SealedField]?: Opening };
export type Commitments = { readonly [F in SealedField]?: string };

const BLOCK_BYTES = 64;
const inner = Buffer.alloc(4_096, 0x36);
const outer = Buffer.alloc(BLOCK_BYTES + 32, 0x5c);

/**
 * The commitment to a text, base64: HMAC (RFC 2104) spelled out over the one-shot hash, which costs a tenth of the
 * crypto module's own for texts as short as these. The key has {@link SEAL_KEY_BYTES}.
 */
export function commit(key: Buffer, text: string): string {
  const bytes = Buffer.byteLength(text);
  const input = BLOCK_BYTES + bytes <= inner.length ? inner : Buffer.alloc(BLOCK_BYTES + bytes, 0x36);
  for (let i = 0; i < SEAL_KEY_BYTES; i++) {
    const byte = key[i] as number;
    input[i] = byte ^ 0x36;
    outer[i] = byte ^ 0x5c;
  }
  input.write(text, BLOCK_BYTES);
  hash("sha256", input.subarray(0, BLOCK_BYTES + bytes), "buffer").copy(outer, BLOCK_BYTES);
  return hash("sha256", outer, "base64");
}

/** Whether key and text are what the commitment was made of. A key of another length never is. */
export function opens(commitment: string, { key, text }: Opening): boolean {
  const bytes = strictBase64(key);
  return bytes?.length === SEAL_KEY_BYTES && commit(bytes, text) === commitment;
}
