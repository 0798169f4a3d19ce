/** Who holds an account on a chat. Rights hang on these three, never on a name that can be shown. */
export interface Account {
  readonly platform: string;
  /** The workspace, server or organisation on that platform; `local` for Wardroom's own rooms. */
  readonly tenant: string;
  readonly userId: string;
}

/** The platform of Wardroom's own rooms. */
export const OWN_PLATFORM = "wardroom";

/** Where something is said. `room` is Wardroom's own id of it (`soc`, `dm:ana`, `slack:T1:C7`). */
export interface Place {
  readonly room: string;
  /** The {@link Message.anchor} of the message that the thread hangs on. */
  readonly thread?: string;
}

/** A person whom the settings name. */
export interface Person {
  readonly id: string;
  readonly name: string;
  readonly groups: readonly string[];
  /** IANA name; UTC when the settings give none. */
  readonly zone?: string;
}

/**
 * Something a person said, taken once and stored. `id` is the root of all that follows from it: requests, record
 * entries and replies derive theirs from it, so a second try finds what the first one wrote.
 */
export interface Message {
  readonly id: string;
  readonly account: Account;
  /** Absent for a stranger: an account that the settings tie to nobody. */
  readonly person?: Person;
  readonly place: Place;
  /** The thread that hangs on this message: its own id; in a room of another chat, that chat's id of it. */
  readonly anchor: string;
  /** Said to Wardroom alone, so bare words are meant for it. */
  readonly direct: boolean;
  readonly text: string;
  /** `press`: a button that says these words. An `edit` or a `delete` is heard, and nothing is ever done for it. */
  readonly kind: "message" | "press" | "edit" | "delete";
  readonly at: Date;
  /** The question that waits for this person's answer in this place, if one does. */
  readonly question?: Question;
  /** Taken up again after a restart: parts of its work may stand already. */
  readonly again?: boolean;
}

/** What Wardroom waits to hear from a person, in one place. One at a time; a new one replaces it. */
export interface Question {
  readonly id: string;
  /** `argument`: the next value of a call. `choice`: which of several commands. `confirm`: whether to go on. */
  readonly kind: "argument" | "choice" | "confirm";
  readonly command?: string;
  /** Canonical values known so far, by argument name. */
  readonly args: Readonly<Record<string, unknown>>;
  readonly asks?: string;
  /** For `choice`: the lines to choose from, as they would be typed. */
  readonly choices?: readonly string[];
  readonly expiresAt: string;
}
