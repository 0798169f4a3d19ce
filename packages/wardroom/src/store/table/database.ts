import type { EventCounterTable, EventTable } from "./event.ts";
import type { InboxTable } from "./inbox.ts";
import type { OutboxTable } from "./outbox.ts";
import type { QuestionTable } from "./question.ts";

/** All tables of the store, one file each beside this one. */
export interface Database {
  inbox: InboxTable;
  event: EventTable;
  event_counter: EventCounterTable;
  outbox: OutboxTable;
  question: QuestionTable;
}
