import type { Question } from "./message.ts";
import type { Via } from "./request.ts";

/** A command that the words mean, with the values found in them, canonical. */
export interface Meant {
  readonly command: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly via: Via;
  /** From 0 to 1; 1 when the grammar leaves no doubt. */
  readonly confidence: number;
  /** Required arguments that were not said. */
  readonly missing: readonly string[];
}

/** What is said back when the words cannot be carried out as they stand. */
export interface AskBack {
  readonly code: "missing" | "wrong" | "unknown" | "ambiguous" | "too-long" | "confirm" | "dropped";
  /** One or two sentences for the person, with an example where that helps. */
  readonly say: string;
  /** Lines that would do, as they would be typed; shown as buttons where there are some. */
  readonly choices?: readonly string[];
  /** What is then waited for in this place from this person. */
  readonly question?: Omit<Question, "id" | "expiresAt">;
}

/** What is to be done about a message. */
export type Act = "run" | "confirm" | "ask" | "silent";

/**
 * What a message means. `run`: carry these out. `confirm`: show the exact call and go on when the person agrees.
 * `ask`: something is missing, wrong, unknown or ambiguous, and `ask` says so. `silent`: not meant for Wardroom.
 */
export interface Interpretation {
  readonly act: Act;
  readonly requests: readonly Meant[];
  readonly alternatives: readonly { readonly command: string; readonly confidence: number }[];
  readonly ask?: AskBack;
}
