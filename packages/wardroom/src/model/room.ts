/** A room, whichever chat it lives on. */
export interface Room {
  readonly id: string;
  /** As shown: `#soc`, or the other person's name in a direct message. */
  readonly name: string;
  readonly kind: "channel" | "direct";
  /** Which configured chat carries it; `local` for Wardroom's own. */
  readonly chat: string;
  readonly topic?: string;
  /** Person ids; a stranger is in no room. */
  readonly members: readonly string[];
}

/** The direct room of a person with Wardroom. */
export function directRoom(personId: string): string {
  return `dm:${personId}`;
}
