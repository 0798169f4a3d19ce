/** A secret of an outside system, sealed. The key that opens it is not in the store. */
export interface SecretTable {
  name: string;
  /** Nonce, ciphertext, tag (secret/seal.ts). */
  sealed: Buffer;
  /** Which key sealed it. */
  key_id: string;
  set_at: Date;
  set_by: string;
}
