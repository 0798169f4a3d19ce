import type { AliasTable } from "./alias.ts";
import type { CheckpointTable } from "./checkpoint.ts";
import type { EntryTable } from "./entry.ts";
import type { EntryTextTable } from "./entry-text.ts";
import type { EventCounterTable, EventTable } from "./event.ts";
import type { FileTable } from "./file.ts";
import type { FollowTable } from "./follow.ts";
import type { InboxTable } from "./inbox.ts";
import type { OutboxTable } from "./outbox.ts";
import type { QuestionTable } from "./question.ts";
import type { RecordHeadTable } from "./record-head.ts";
import type { SecretTable } from "./secret.ts";

/** All tables of the store, one file each beside this one. */
export interface Database {
  entry: EntryTable;
  entry_text: EntryTextTable;
  record_head: RecordHeadTable;
  checkpoint: CheckpointTable;
  follow: FollowTable;
  inbox: InboxTable;
  event: EventTable;
  event_counter: EventCounterTable;
  outbox: OutboxTable;
  question: QuestionTable;
  file: FileTable;
  secret: SecretTable;
  alias: AliasTable;
}
