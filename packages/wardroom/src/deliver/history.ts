import type { EventBody, RoomEvent } from "../model/event.ts";
import type { Store } from "../store/store.ts";
import { toEvent } from "./feed.ts";

const PAGE = 1000;

/** All events of these rooms after `after`, up to and with `upTo`, oldest first, a page at a time. */
export async function* eventsSince(
  store: Store,
  after: number,
  upTo: number,
  rooms: readonly string[],
): AsyncGenerator<RoomEvent[]> {
  for (let from = after; rooms.length > 0; ) {
    const page = await store.db
      .selectFrom("event")
      .selectAll()
      .where("number", ">", String(from))
      .where("number", "<=", String(upTo))
      .where("room", "in", [...rooms])
      .orderBy("number")
      .limit(PAGE)
      .execute();
    yield page.map(toEvent);
    if (page.length < PAGE) return;
    from = Number(page.at(-1)?.number);
  }
}

/** The last `limit` events of a room before number `before` (or of all), oldest first. */
export async function history(
  store: Store,
  room: string,
  before: number | undefined,
  limit: number,
): Promise<RoomEvent[]> {
  let query = store.db.selectFrom("event").selectAll().where("room", "=", room).orderBy("number", "desc").limit(limit);
  if (before !== undefined) query = query.where("number", "<", String(before));
  return (await query.execute()).map(toEvent).reverse();
}

/** The last `each` events of each room up to `upTo`, oldest first. */
export async function recentEvents(
  store: Store,
  rooms: readonly string[],
  upTo: number,
  each: number,
): Promise<RoomEvent[]> {
  const parts = await Promise.all(rooms.map((room) => history(store, room, upTo + 1, each)));
  return parts.flat().sort((a, b) => a.number - b.number);
}

/** How a message reads after all its edits, where this person can see it. */
export async function bodyOf(
  store: Store,
  message: string,
  rooms: ReadonlySet<string>,
  personId: string,
): Promise<{ room: string; thread?: string; body: EventBody } | undefined> {
  const row = await store.db
    .selectFrom("event")
    .selectAll()
    .where("message", "=", message)
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
  if (row === undefined || !rooms.has(row.room)) return undefined;
  if (row.addressee !== null && row.addressee !== personId) return undefined;
  return { room: row.room, thread: row.thread ?? undefined, body: row.body };
}

/** Whether an intent with this key was written, to a room of ours or to an outbox. */
export async function stands(store: Store, key: string): Promise<boolean> {
  const event = await store.db.selectFrom("event").select("number").where("key", "=", key).executeTakeFirst();
  if (event !== undefined) return true;
  return (await store.db.selectFrom("outbox").select("id").where("key", "=", key).executeTakeFirst()) !== undefined;
}
