/** The record's entries, append-only (a trigger refuses anything else). All but `body` and `leaf` is for finding. */
export interface EntryTable {
  number: number;
  kind: "decision" | "outcome" | "note";
  request: string | null;
  command: string | null;
  at: Date;
  /** Canonical JSON: what the leaf hash is made of, and the only part that is believed. */
  body: string;
  leaf: Buffer;
}
