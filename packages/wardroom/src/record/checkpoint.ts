import { HASH_BYTES, type Hash } from "./merkle.ts";
import { openNote, type SignerKey, signNote, strictBase64, type VerifierKey } from "./note.ts";

/** What a checkpoint says: the tree of the first `size` entries has this root. */
export interface TreeHead {
  readonly size: number;
  readonly root: Hash;
}

/** A tree head with the signed note (C2SP tlog-checkpoint) that vouches for it. */
export interface Checkpoint extends TreeHead {
  readonly note: string;
}

/** Signs a tree head. The key's name is the origin. */
export function signCheckpoint({ size, root }: TreeHead, signer: SignerKey): Checkpoint {
  const note = signNote(`${signer.verifier.name}\n${size}\n${root.toString("base64")}\n`, signer);
  return { size, root, note };
}

/**
 * Reads a checkpoint that this key signed; undefined when the signature is missing or wrong, the origin is another
 * one, or the text is not a checkpoint. Extension lines are allowed and passed over.
 */
export function openCheckpoint(note: string, key: VerifierKey): Checkpoint | undefined {
  const text = openNote(note, key);
  if (text === undefined) return;
  const [origin, decimal = "", encoded = "", ...rest] = text.slice(0, -1).split("\n");
  const root = strictBase64(encoded);
  const size = Number(decimal);
  if (origin !== key.name || !/^(0|[1-9]\d*)$/.test(decimal) || !Number.isSafeInteger(size)) return;
  if (root?.length !== HASH_BYTES || rest.includes("")) return;
  return { size, root, note };
}
