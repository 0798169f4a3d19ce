/**
 * The texts that an entry only commits to, one row an entry, each with the key of its commitment. Parts of it can be
 * erased, never changed (a trigger). `person` and `room` are for finding and go with `who` and `where`.
 */
export interface EntryTextTable {
  entry: number;
  person: string | null;
  room: string | null;
  /** JSON, `{ FIELD: { key, text } }`; as text, because it is written far more often than it is looked into. */
  openings: string;
}
