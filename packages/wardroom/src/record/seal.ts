import { createHmac } from "node:crypto";
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

/** A sealed text with the key of its commitment, base64. */
export interface Opening {
  readonly key: string;
  readonly text: string;
}

export type Openings = { readonly [F in SealedField]?: Opening };
export type Commitments = { readonly [F in SealedField]?: string };

/** The commitment to a text, base64. */
export function commit(key: Buffer, text: string): string {
  return createHmac("sha256", key).update(text).digest("base64");
}

/** Whether key and text are what the commitment was made of. A key of another length never is. */
export function opens(commitment: string, { key, text }: Opening): boolean {
  const bytes = strictBase64(key);
  return bytes?.length === SEAL_KEY_BYTES && commit(bytes, text) === commitment;
}
