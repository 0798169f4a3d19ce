import type { Intent } from "./intent.ts";
import type { Act } from "./interpretation.ts";
import type { Question } from "./message.ts";

/** What is written together when a message has been answered, or when Wardroom speaks of itself. */
export interface Delivery {
  readonly intents: readonly Intent[];
  /** The message whose work this ends. */
  readonly ends?: { readonly message: string; readonly act: Act; readonly outcome: string };
  /** What is now waited for from this person in this place; null when nothing is any more. */
  readonly question?: {
    readonly room: string;
    readonly thread?: string;
    readonly person: string;
    readonly asks: Question | null;
  };
}
