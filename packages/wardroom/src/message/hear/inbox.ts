import type { ChatEvent } from "@wardroom/sdk";
import type { RoomEvent } from "../../model/event.ts";
import type { Account, Person, Question } from "../../model/message.ts";
import type { Store } from "../../store/store.ts";

export interface ToHear {
  readonly id: string;
  readonly account: Account;
  readonly person: Person | undefined;
  readonly room: string;
  readonly ownRoom: boolean;
  readonly event: ChatEvent;
}

export interface HeardRow {
  readonly id: string;
  readonly fresh: boolean;
  readonly number: number;
  readonly question?: Question;
}

interface Stored {
  readonly id: string;
  readonly position: number | null;
  readonly before: string;
  readonly question: Question | null;
}

/**
 * Inbox rows, their events in Wardroom's own rooms and the questions that wait for them: one statement, so one commit
 * and one round trip whatever the number of items. The counter's row lock puts commits of several processes in order.
 */
const STORE = `
  with item as (
    select * from json_to_recordset($1::json) as x(
      id text, platform text, tenant text, kind text, room text, native text, user_id text, person text, thread text,
      direct boolean, text text, at timestamptz, own boolean, by jsonb, body jsonb)
  ), fresh as (
    insert into inbox (id, platform, tenant, kind, room, native, user_id, person, thread, direct, text, at, worker)
    select id, platform, tenant, kind, room, native, user_id, person, thread, direct, text, at, $2::bigint from item
    on conflict do nothing returning id
  ), shown as (
    select item.*, row_number() over (order by item.id)::int as position
    from item join fresh using (id) where own
  ), counter as (
    update event_counter set last = last + (select count(*) from shown)
    where exists (select 1 from shown) returning last - (select count(*) from shown) as before
  ), logged as (
    insert into event (number, key, room, thread, message, at, by, body)
    select before + position, 'heard:' || id, room, thread, id, at, by, body from shown, counter
    returning 1
  ), told as (
    select pg_notify('wardroom_event', ($2::bigint)::text) from counter
  )
  select fresh.id, shown.position, coalesce((select before from counter), 0) as before, question.question,
         (select count(*) from logged) + (select count(*) from told) as written
  from fresh join item using (id) left join shown using (id)
  left join question on question.person = item.person and question.room = item.room
    and question.thread = coalesce(item.thread, '') and question.expires_at > now()`;

/** Writes what was heard. Items that were heard before come back as they were then. */
export async function storeHeard(
  store: Store,
  worker: number,
  items: readonly ToHear[],
): Promise<{ rows: HeardRow[]; events: RoomEvent[]; before: number }> {
  const { rows: stored } = await store.pool.query<Stored>({
    name: "inbox-store",
    text: STORE,
    values: [JSON.stringify(items.map(row)), worker],
  });
  const byId = new Map(stored.map((one) => [one.id, one]));
  const before = Number(stored[0]?.before ?? 0);
  const events: RoomEvent[] = [];
  const earlier =
    byId.size === items.length
      ? undefined
      : await heardBefore(
          store,
          items.filter((item) => !byId.has(item.id)),
        );
  const rows = items.map((item): HeardRow => {
    const one = byId.get(item.id);
    if (one === undefined) return earlier?.get(nativeKey(item)) ?? missing(item);
    const number = one.position === null ? 0 : before + one.position;
    if (number > 0) events.push(eventOf(item, number));
    return { id: item.id, fresh: true, number, question: one.question ?? undefined };
  });
  events.sort((a, b) => a.number - b.number);
  return { rows, events, before };
}

function row({ id, account, person, room, ownRoom, event }: ToHear): Record<string, unknown> {
  return {
    id,
    platform: account.platform,
    tenant: account.tenant,
    kind: event.kind,
    room,
    native: event.native,
    user_id: account.userId,
    person: person?.id,
    thread: event.thread,
    direct: event.direct,
    text: event.text,
    at: event.at,
    own: ownRoom,
    by: by(person, account),
    body: { kind: "message", text: event.text },
  };
}

function by(person: Person | undefined, account: Account): RoomEvent["by"] {
  return { kind: "person", id: person?.id ?? account.userId, name: person?.name ?? account.userId };
}

function eventOf(item: ToHear, number: number): RoomEvent {
  return {
    number,
    room: item.room,
    thread: item.event.thread,
    message: item.id,
    at: item.event.at.toISOString(),
    by: by(item.person, item.account),
    body: { kind: "message", text: item.event.text },
  };
}

function nativeKey(item: ToHear): string {
  return JSON.stringify([item.account.platform, item.account.tenant, item.event.kind, item.room, item.event.native]);
}

async function heardBefore(store: Store, items: readonly ToHear[]): Promise<Map<string, HeardRow>> {
  const found = new Map<string, HeardRow>();
  for (const item of items) {
    const one = await store.db
      .selectFrom("inbox")
      .leftJoin("event", "event.message", "inbox.id")
      .select(["inbox.id", "event.number"])
      .where("platform", "=", item.account.platform)
      .where("tenant", "=", item.account.tenant)
      .where("kind", "=", item.event.kind)
      .where("inbox.room", "=", item.room)
      .where("native", "=", item.event.native)
      .executeTakeFirst();
    if (one !== undefined)
      found.set(nativeKey(item), {
        id: one.id,
        fresh: false,
        number: Number(one.number ?? 0),
      });
  }
  return found;
}

function missing(item: ToHear): never {
  throw new Error(`inbox: ${nativeKey(item)} was neither stored nor there before`);
}
