import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import type { Log } from "../base/log.ts";
import type { Intent } from "../model/intent.ts";
import type { Room } from "../model/room.ts";
import type { OpenRecord } from "../record/record.ts";
import type { Store } from "../store/store.ts";
import { activityLine } from "./activity-card.ts";
import { seenFrom } from "./activity-sight.ts";

/** How often the record is looked at for entries of other processes, and how long lines of one post are gathered. */
const LOOK_MS = 2_000;
const GATHER_MS = 500;
const ENTRIES_A_POST = 200;
const LINES_A_POST = 15;

/** Looking at the record is recorded like anything else, but it is no news to those who follow. */
const QUIET = new Set(["activity", "activity follow", "activity unfollow", "who ran"]);

export interface FollowNeeds {
  readonly store: Store;
  readonly record: Pick<OpenRecord, "read" | "onGrown" | "size">;
  readonly log: Log;
  room(id: string): Room | undefined;
  rooms(): readonly Room[];
  /** Idempotent by the intent's key. */
  post(intent: Intent): Promise<void>;
}

export interface Follows {
  /** False when the room was followed already. */
  follow(room: string, personId: string): Promise<boolean>;
  unfollow(room: string): Promise<boolean>;
  /** Shows what is new now, instead of at the next look. */
  look(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Shows in rooms that asked for it what is recorded, each thing once: how far each room is stands in the store, and a
 * post's range is written down before it is made, so that after a crash exactly that post is made again, with the
 * same key.
 */
export function openFollows(needs: FollowNeeds): Follows {
  const { store, record, log } = needs;
  const ended = new AbortController();
  let wake = () => {};
  let looking: Promise<void> = Promise.resolve();
  const unsubscribe = record.onGrown(() => wake());

  const look = (): Promise<void> => {
    looking = looking.then(() => showAll(needs)).catch((error) => log.error({ err: error }, "activity was not shown"));
    return looking;
  };
  const loop = (async () => {
    while (!ended.signal.aborted) {
      await look();
      const woken = new Promise<void>((resolve) => {
        wake = resolve;
      });
      await Promise.race([woken, sleep(LOOK_MS, undefined, { signal: ended.signal, ref: false }).catch(() => {})]);
      await sleep(GATHER_MS, undefined, { signal: ended.signal, ref: false }).catch(() => {});
    }
  })();

  return {
    async follow(room, personId) {
      const { numInsertedOrUpdatedRows } = await store.db
        .insertInto("follow")
        .values({ room, person: personId, shown: await record.size(), showing: null })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirstOrThrow();
      return numInsertedOrUpdatedRows === 1n;
    },
    async unfollow(room) {
      const { numDeletedRows } = await store.db.deleteFrom("follow").where("room", "=", room).executeTakeFirstOrThrow();
      return numDeletedRows === 1n;
    },
    look,
    async close() {
      unsubscribe();
      ended.abort();
      wake();
      await loop;
      await looking;
    },
  };
}

async function showAll(needs: FollowNeeds): Promise<void> {
  const { rows } = await sql<{ room: string; shown: number; showing: number | null; size: number }>`
    select room, shown, showing, size from follow, record_head where shown < size`.execute(needs.store.db);
  for (const row of rows) await showRoom(needs, row);
}

async function showRoom(
  needs: FollowNeeds,
  { room, shown, showing, size }: { room: string; shown: number; showing: number | null; size: number },
): Promise<void> {
  const mine = needs.store.db.updateTable("follow").where("room", "=", room).where("shown", "=", shown);
  const until = showing ?? Math.min(size, shown + ENTRIES_A_POST);
  if (showing === null) {
    const { numUpdatedRows } = await mine
      .set({ showing: until })
      .where("showing", "is", null)
      .executeTakeFirstOrThrow();
    // Another process has begun this post, or shown it.
    if (numUpdatedRows === 0n) return;
  }
  const text = await textOf(needs, room, shown, until);
  const key = `follow:${room}:${shown}`;
  if (text !== undefined) await needs.post({ key, message: key, place: { room }, body: { kind: "message", text } });
  await mine.set({ shown: until, showing: null }).execute();
}

async function textOf(needs: FollowNeeds, room: string, from: number, below: number): Promise<string | undefined> {
  const rooms = seenFrom(needs.room(room), needs.rooms());
  const found = await needs.record.read({ visible: { rooms }, from, below, limit: 2 * ENTRIES_A_POST });
  // What was allowed is told when it ended, what was refused at once; each falls into one range only.
  const settled = found.filter(({ command, decision, entry, outcome }) => {
    const at = decision === "allow" ? outcome?.entry : entry;
    return at !== undefined && at >= from && at < below && !QUIET.has(command);
  });
  if (settled.length === 0) return;
  const lines = settled.reverse().map((one) => activityLine(one, needs.room));
  const more = lines.length - LINES_A_POST;
  return more > 0
    ? [...lines.slice(-LINES_A_POST), `… and ${more} more before these: \`activity\` shows them.`].join("\n")
    : lines.join("\n");
}
