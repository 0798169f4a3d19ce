import type { ChatEvent } from "@wardroom/sdk";
import { type Batch, openBatch } from "../../base/batch.ts";
import { newId } from "../../base/id.ts";
import type { RoomEvent } from "../../model/event.ts";
import type { Account, Message, Person } from "../../model/message.ts";
import type { Store } from "../../store/store.ts";
import { type HeardRow, storeHeard, type ToHear } from "./inbox.ts";

export interface HearNeeds {
  readonly store: Store;
  /** The number under which this process takes messages on. */
  readonly worker: number;
  personOf(account: Account): Person | undefined;
  now(): Date;
  /** Told after the commit which events it appended to Wardroom's own rooms. */
  appended(events: readonly RoomEvent[], before: number, upTo: number): void;
}

/** A chat event with what Wardroom knows about where it came from. */
export interface Incoming {
  readonly event: ChatEvent;
  readonly platform: string;
  /** Wardroom's own id of the room. */
  readonly room: string;
  /** Wardroom's own rooms keep what is said in their log; other platforms keep it themselves. */
  readonly ownRoom: boolean;
}

export interface Heard {
  readonly message: Message;
  /** False when the same happening was heard before: it has been, or is being, answered. */
  readonly fresh: boolean;
  /** The event's number in the log of Wardroom's own rooms; 0 elsewhere. */
  readonly number: number;
}

/**
 * Chat events → messages. Each is stored, once, before the promise resolves; a chat acknowledges only then. What many
 * people say at one moment is stored in one statement.
 */
export function openHear(needs: HearNeeds): { hear(incoming: Incoming): Promise<Heard>; idle(): Promise<void> } {
  const batch: Batch<ToHear, HeardRow> = openBatch(async (items) => {
    const { rows, events, before } = await storeHeard(needs.store, needs.worker, items);
    if (events.length > 0) needs.appended(events, before, before + events.length);
    return rows;
  });

  return {
    idle: () => batch.idle(),
    async hear({ event: told, platform, room, ownRoom }) {
      const event = storable(told);
      const account: Account = { platform, tenant: event.tenant, userId: event.userId };
      const person = needs.personOf(account);
      const row = await batch.add({ id: newId(), account, person, room, ownRoom, event });
      const message: Message = {
        id: row.id,
        account,
        person,
        place: event.thread === undefined ? { room } : { room, thread: event.thread },
        anchor: ownRoom ? row.id : event.native,
        direct: event.direct,
        text: event.text,
        kind: event.kind,
        at: event.at,
        question: row.question,
      };
      return { message, fresh: row.fresh, number: row.number };
    },
  };
}

/**
 * What PostgreSQL can hold as text: no NUL, no half of a surrogate pair. One such character in one message must not
 * fail the statement that it shares with others.
 */
function storable(event: ChatEvent): ChatEvent {
  return {
    ...event,
    native: clean(event.native),
    thread: event.thread && clean(event.thread),
    text: clean(event.text),
  };
}

function clean(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\ufffd");
}
