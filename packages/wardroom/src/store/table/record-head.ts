/** One row, absent while the record is empty and never opened: where the next entry goes. */
export interface RecordHeadTable {
  one: boolean;
  size: number;
  /** The hashes of the tree's right edge, one after another. */
  edge: Buffer;
  /** The leaf hash of the last entry; empty while there is none. */
  last: Buffer;
}
