import type { EventBody } from "./event.ts";
import type { Place } from "./message.ts";

/**
 * Something Wardroom wants to show in a room. `key` makes it idempotent: an intent with a key that stands already is
 * not delivered again (`reply:MESSAGE_ID`, `reply:MESSAGE_ID:2` …).
 */
export interface Intent {
  readonly key: string;
  readonly place: Place;
  /** The id of the message that is made or edited; ours, also where the platform gives its own. */
  readonly message: string;
  /** Only this person (Wardroom's id) sees it. */
  readonly to?: string;
  readonly body: EventBody;
}
