import type { Generated } from "kysely";
import type { Intent } from "../../model/intent.ts";

/** What other chats are still to be told, in order per room and thread. */
export interface OutboxTable {
  id: Generated<string>;
  key: string;
  chat: string;
  room: string;
  thread: string | null;
  message: string;
  intent: Intent;
  attempts: Generated<number>;
  due_at: Generated<Date>;
  sent_at: Date | null;
  /** Why it is not tried again. */
  given_up: string | null;
  /** The chat's own id of the message that was made. */
  native: string | null;
}
