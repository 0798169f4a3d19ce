import type { Act } from "../../model/interpretation.ts";
import type { Message } from "../../model/message.ts";

/** What was said to Wardroom, each once: unique over (platform, tenant, kind, room, native). */
export interface InboxTable {
  /** The message's id; sorts by time. */
  id: string;
  platform: string;
  tenant: string;
  kind: Message["kind"];
  room: string;
  /** The chat's own id of it. */
  native: string;
  user_id: string;
  person: string | null;
  thread: string | null;
  direct: boolean;
  text: string;
  at: Date;
  /** The process that has taken it on. */
  worker: string;
  /** What it turned out to mean; null while it is being answered. */
  act: Act | null;
  outcome: string | null;
}
