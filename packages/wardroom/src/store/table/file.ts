/** Files that answers brought. A file is there for the people of its room, or for `addressee` alone where one is named. */
export interface FileTable {
  /** SHA-256 of the content, hex. */
  id: string;
  room: string;
  /** A person's id, or empty: everybody in the room. */
  addressee: string;
  name: string;
  bytes: number;
  content: Buffer;
  made_at: Date;
}
