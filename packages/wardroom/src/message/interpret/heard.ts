import type { Interpretation } from "../../model/interpretation.ts";
import type { Question } from "../../model/message.ts";
import type { Mention } from "./markup.ts";

/** What somebody said, as much of it as its meaning hangs on. */
export interface Heard {
  readonly text: string;
  /** The chat knows that it is meant for Wardroom. Else the words decide, and bare words count only when `direct`. */
  readonly addressed?: boolean;
  readonly direct: boolean;
  /** What Wardroom waits to hear from this person in this place. */
  readonly question?: Question;
  /** By {@link aliasKey}. */
  readonly personAliases?: ReadonlyMap<string, string>;
  readonly now: Date;
  /** The zone that the person's bare hours are meant in; IANA name. */
  readonly zone?: string;
  readonly mention?: Mention;
}

/**
 * What a message means. Pure and quick; never throws, whatever the text. A Heard with the earlier line in the place of
 * `!!` comes from {@link repeat}.
 */
export type Interpret = (heard: Heard) => Interpretation;
