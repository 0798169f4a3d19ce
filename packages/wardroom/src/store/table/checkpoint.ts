/** Signed tree heads, append-only. */
export interface CheckpointTable {
  size: number;
  /** The hashes of the tree's right edge at that size. */
  edge: Buffer;
  note: string;
  at: Date;
}
