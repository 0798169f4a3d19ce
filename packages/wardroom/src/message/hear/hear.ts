import type { ChatEvent } from "@wardroom/sdk";
import { newId } from "../../base/id.ts";
import type { Account, Message, Person, Question } from "../../model/message.ts";

export interface HearNeeds {
  personOf(account: Account): Person | undefined;
  /** Stores it; undefined when the same happening was stored before. */
  store(item: ToHear): Promise<{ readonly number: number; readonly question?: Question } | undefined>;
  /** Where it stands, when it was stored before. */
  before(item: ToHear): Promise<{ readonly id: string; readonly number: number }>;
}

/** What is to be stored of an event. */
export interface ToHear {
  readonly id: string;
  readonly account: Account;
  readonly person: Person | undefined;
  readonly room: string;
  readonly ownRoom: boolean;
  readonly event: ChatEvent;
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

/** Chat events → messages. Each is stored, once, before the promise resolves; a chat acknowledges only then. */
export function openHear(needs: HearNeeds): (incoming: Incoming) => Promise<Heard> {
  return async ({ event: told, platform, room, ownRoom }) => {
    const event = storable(told);
    const account: Account = { platform, tenant: event.tenant, userId: event.userId };
    const person = needs.personOf(account);
    const item = { id: newId(), account, person, room, ownRoom, event };
    const stored = await needs.store(item);
    const { id, number } = stored === undefined ? await needs.before(item) : { id: item.id, number: stored.number };
    const message: Message = {
      id,
      account,
      person,
      place: event.thread === undefined ? { room } : { room, thread: event.thread },
      anchor: ownRoom ? id : event.native,
      direct: event.direct,
      text: event.text,
      kind: event.kind,
      at: event.at,
      question: stored?.question,
    };
    return { message, fresh: stored !== undefined, number };
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
