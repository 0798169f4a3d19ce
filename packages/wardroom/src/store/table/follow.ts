/** Rooms where what is recorded is shown as it happens. */
export interface FollowTable {
  room: string;
  /** The person who asked for it. */
  person: string;
  /** Entries below this number have been shown. */
  shown: number;
  /** A post up to this number has been begun; after a crash exactly this one is made again. */
  showing: number | null;
}
