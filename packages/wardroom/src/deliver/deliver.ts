import { type Batch, openBatch } from "../base/batch.ts";
import type { Delivery } from "../model/delivery.ts";
import type { RoomEvent } from "../model/event.ts";
import type { Intent } from "../model/intent.ts";
import type { Store } from "../store/store.ts";

export interface DeliverNeeds {
  readonly store: Store;
  readonly worker: number;
  /** Which chat carries a room; undefined for Wardroom's own, whose log is the delivery. */
  chatOf(room: string): string | undefined;
  now(): Date;
  appended(events: readonly RoomEvent[], before: number, upTo: number): void;
}

const WARDROOM = { kind: "bot", id: "wardroom", name: "Wardroom" } as const;

/**
 * Intents → the log of Wardroom's own rooms and the outbox of other chats, with the end of the message they answer, in
 * one statement: after a crash either all of it stands or none. An intent whose key stands already changes nothing.
 */
const WRITE = `
  with shown as (
    select *, row_number() over ()::int as position from json_to_recordset($1::json) as x(
      key text, room text, thread text, message text, at timestamptz, addressee text, body jsonb)
  ), counter as (
    update event_counter set last = last + (select count(*) from shown)
    where exists (select 1 from shown) returning last - (select count(*) from shown) as before
  ), logged as (
    insert into event (number, key, room, thread, message, at, by, addressee, body)
    select before + position, key, room, thread, message, at, $2::jsonb, addressee, body from shown, counter
    on conflict (key) do nothing returning number
  ), told as (
    select pg_notify('wardroom_event', $7::text) from counter
  ), sent as (
    insert into outbox (key, chat, room, thread, message, intent, due_at)
    select key, chat, room, thread, message, intent, due_at from json_to_recordset($3::json) as x(
      key text, chat text, room text, thread text, message text, intent jsonb, due_at timestamptz)
    on conflict (key) do nothing returning chat
  ), called as (
    select pg_notify('wardroom_outbox', chat) from (select distinct chat from sent) as chats
  ), ended as (
    update inbox set act = x.act, outcome = x.outcome
    from json_to_recordset($4::json) as x(id text, act text, outcome text) where inbox.id = x.id returning 1
  ), asked as (
    insert into question (room, thread, person, id, question, expires_at)
    select room, thread, person, id, question, expires_at from json_to_recordset($5::json) as x(
      room text, thread text, person text, id text, question jsonb, expires_at timestamptz)
    on conflict (room, thread, person) do update
      set id = excluded.id, question = excluded.question, expires_at = excluded.expires_at returning 1
  ), answered as (
    delete from question using json_to_recordset($6::json) as x(room text, thread text, person text)
    where question.room = x.room and question.thread = x.thread and question.person = x.person returning 1
  )
  select (select before from counter) as before, (select array_agg(number) from logged) as numbers,
    (select count(*) from told) + (select count(*) from called) + (select count(*) from ended)
    + (select count(*) from asked) + (select count(*) from answered) as written`;

export interface Deliver {
  /** Resolves once it stands, to the number that Wardroom's own rooms have then reached; 0 when nothing went there. */
  deliver(delivery: Delivery): Promise<number>;
  idle(): Promise<void>;
}

export function openDeliver(needs: DeliverNeeds): Deliver {
  const batch: Batch<Delivery, number> = openBatch(async (deliveries) => {
    const reached = await write(needs, deliveries);
    return deliveries.map(() => reached);
  });
  return { deliver: batch.add, idle: batch.idle };
}

async function write(needs: DeliverNeeds, deliveries: readonly Delivery[]): Promise<number> {
  const at = needs.now();
  const shown: Intent[] = [];
  const sent: { intent: Intent; chat: string }[] = [];
  for (const { intents } of deliveries)
    for (const intent of intents) {
      const chat = needs.chatOf(intent.place.room);
      if (chat === undefined) shown.push(intent);
      else sent.push({ intent, chat });
    }
  const { asked, answered } = lastQuestions(deliveries);
  const ended = deliveries.flatMap(({ ends }) => (ends === undefined ? [] : [{ id: ends.message, ...ends }]));
  const { rows } = await needs.store.pool.query<{ before: string | null; numbers: string[] | null }>({
    name: "deliver-write",
    text: WRITE,
    values: [
      JSON.stringify(shown.map((intent) => ({ ...flat(intent), at, addressee: intent.to, body: intent.body }))),
      JSON.stringify(WARDROOM),
      JSON.stringify(sent.map(({ intent, chat }) => ({ ...flat(intent), chat, intent, due_at: at }))),
      JSON.stringify(ended),
      JSON.stringify(asked),
      JSON.stringify(answered),
      String(needs.worker),
    ],
  });
  const [row] = rows;
  if (row?.before == null) return 0;
  const before = Number(row.before);
  const upTo = before + shown.length;
  const numbers = new Set((row.numbers ?? []).map(Number));
  const events = shown.map((intent, i) => eventOf(intent, before + i + 1, at));
  needs.appended(
    events.filter(({ number }) => numbers.has(number)),
    before,
    upTo,
  );
  return upTo;
}

/** One statement may touch a question once: what was said of it last in this batch holds. */
function lastQuestions(deliveries: readonly Delivery[]): { asked: object[]; answered: object[] } {
  const last = new Map<string, NonNullable<Delivery["question"]>>();
  for (const { question } of deliveries)
    if (question !== undefined)
      last.set(JSON.stringify([question.room, question.thread ?? "", question.person]), question);
  const asked: object[] = [];
  const answered: object[] = [];
  for (const { room, thread = "", person, asks } of last.values())
    if (asks === null) answered.push({ room, thread, person });
    else asked.push({ room, thread, person, id: asks.id, question: asks, expires_at: asks.expiresAt });
  return { asked, answered };
}

function flat({ key, place, message }: Intent): Record<string, unknown> {
  return { key, room: place.room, thread: place.thread, message };
}

function eventOf(intent: Intent, number: number, at: Date): RoomEvent {
  return {
    number,
    room: intent.place.room,
    thread: intent.place.thread,
    message: intent.message,
    at: at.toISOString(),
    by: WARDROOM,
    to: intent.to,
    body: intent.body,
  };
}
