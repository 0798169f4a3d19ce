import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../base/log.ts";
import type { RoomEvent } from "../model/event.ts";
import { keepConnection } from "../store/keep.ts";
import type { Store } from "../store/store.ts";

/** The log of Wardroom's own rooms as it grows, whichever process appends to it: every event once, in order. */
export interface Feed {
  /** The number up to which events have been given out. */
  readonly last: number;
  /** Own events, just committed, numbered from `before + 1` to `upTo`: given out at once where nothing is missing between. */
  appended(events: readonly RoomEvent[], before: number, upTo: number): void;
  subscribe(listener: (events: readonly RoomEvent[]) => void): () => void;
  /** Resolves when everything up to `number` has been given out. */
  reached(number: number): Promise<void>;
  close(): Promise<void>;
}

const PAGE = 1000;
/** Pause before events are read again after that failed, in ms. */
const AGAIN_MS = 250;

/** Events after `after`, oldest first, `PAGE` at most. */
export async function eventsAfter(store: Store, after: number, rooms?: readonly string[]): Promise<RoomEvent[]> {
  let query = store.db
    .selectFrom("event")
    .selectAll()
    .where("number", ">", String(after))
    .orderBy("number")
    .limit(PAGE);
  if (rooms !== undefined) query = query.where("room", "in", [...rooms]);
  return (await query.execute()).map(toEvent);
}

export function toEvent(row: {
  number: string;
  room: string;
  thread: string | null;
  message: string;
  at: Date;
  by: RoomEvent["by"];
  addressee: string | null;
  body: RoomEvent["body"];
}): RoomEvent {
  return {
    number: Number(row.number),
    room: row.room,
    thread: row.thread ?? undefined,
    message: row.message,
    at: row.at.toISOString(),
    by: row.by,
    to: row.addressee ?? undefined,
    body: row.body,
  };
}

export interface FeedNeeds {
  readonly store: Store;
  /** This process's number: its own notifications say nothing new. */
  readonly worker: number;
  readonly log: Log;
}

export async function openFeed({ store, worker, log }: FeedNeeds): Promise<Feed> {
  const listeners = new Set<(events: readonly RoomEvent[]) => void>();
  const waiting = new Set<{ number: number; resolve: () => void }>();
  let last = await lastNumber(store);
  let reading: Promise<void> | undefined;
  let wanted = false;
  let closed = false;
  const ending = new AbortController();

  function give(events: readonly RoomEvent[], upTo: number): void {
    last = upTo;
    if (events.length > 0) for (const listener of listeners) listener(events);
    for (const one of waiting)
      if (one.number <= last) {
        waiting.delete(one);
        one.resolve();
      }
  }

  /** Reads on from `last` until nothing new stands. Numbers are committed in order, so what is read leaves no hole behind. */
  function readOn(): void {
    wanted = true;
    reading ??= (async () => {
      while (wanted && !closed) {
        wanted = false;
        try {
          await readUp();
        } catch (error) {
          if (closed) break;
          log.error({ err: error }, "reading new events failed; trying again in a moment");
          wanted = true;
          await sleep(AGAIN_MS, undefined, { signal: ending.signal, ref: false }).catch(() => {});
        }
      }
      // In the same turn as the last look at `wanted`: whoever asks after this begins a new round.
      reading = undefined;
    })();
  }

  async function readUp(): Promise<void> {
    const upTo = await lastNumber(store);
    while (last < upTo && !closed) {
      const events = (await eventsAfter(store, last)).filter(({ number }) => number <= upTo && number > last);
      give(events, events.length < PAGE ? Math.max(upTo, last) : (events.at(-1)?.number ?? upTo));
    }
  }

  const listening = await keepConnection({
    store,
    log,
    async begin(connection) {
      connection.on("notification", ({ payload }) => {
        if (payload !== String(worker)) readOn();
      });
      await connection.query("listen wardroom_event");
      // What was told while nobody listened.
      readOn();
    },
  });

  return {
    get last() {
      return last;
    },
    appended(events, before, upTo) {
      if (before === last && reading === undefined) give(events, upTo);
      else readOn();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    reached(number) {
      if (number <= last) return Promise.resolve();
      readOn();
      return new Promise((resolve) => waiting.add({ number, resolve }));
    },
    async close() {
      closed = true;
      ending.abort();
      await reading;
      await listening.close();
    },
  };
}

async function lastNumber(store: Store): Promise<number> {
  const row = await store.db.selectFrom("event_counter").select("last").executeTakeFirstOrThrow();
  return Number(row.last);
}
