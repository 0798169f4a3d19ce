import { type ChatIntent, type OpenChat, RetryAfter, Undeliverable } from "@wardroom/sdk";
import type { Log } from "../base/log.ts";
import type { Intent } from "../model/intent.ts";
import type { Store } from "../store/store.ts";
import { openLead } from "./lead.ts";

export interface OutboxNeeds {
  readonly store: Store;
  /** The configured chat that this outbox tells. */
  readonly chat: string;
  readonly open: OpenChat;
  readonly log: Log;
  now(): Date;
  /** A person's account on this chat, for what only one person is to see. */
  userOf(personId: string): string | undefined;
  /** The native id of a room of this chat. */
  nativeRoom(room: string): string;
  /** A file that an intent for this room brings. */
  readFile(id: string, room: string): Promise<Uint8Array>;
}

export interface Outbox {
  /** Something may be waiting. */
  wake(): void;
  /** Resolves when nothing is under way that is due. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

const MOST_ATTEMPTS = 8;
const PAGE = 100;
/** How often a process that does not lead asks again, in ms. */
const LEAD_AGAIN_MS = 2000;

interface Row {
  readonly id: string;
  readonly key: string;
  readonly room: string;
  readonly thread: string | null;
  readonly intent: Intent;
  readonly attempts: number;
}

/**
 * Tells one chat what stands for it in the outbox: in order for each room and thread, tried again with growing pauses,
 * and when the chat asks to wait, it waits. One thread's trouble holds up that thread alone, one chat's its own outbox.
 * A row is marked after the chat took it, so a crash in between shows it again under the same key.
 */
export function openOutbox(needs: OutboxNeeds): Outbox {
  let closed = false;
  let pausedUntilMs = 0;
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<void> | undefined;
  let wanted = false;
  const lead = openLead({ store: needs.store, chat: needs.chat, queued: wake });

  function wake(): void {
    if (closed) return;
    wanted = true;
    running ??= run().finally(() => {
      running = undefined;
      // Woken between the last look and now.
      if (wanted) wake();
    });
  }

  function later(ms: number): void {
    clearTimeout(timer);
    timer = setTimeout(wake, Math.max(ms, 10));
    timer.unref();
  }

  async function run(): Promise<void> {
    while (wanted && !closed) {
      wanted = false;
      const waitMs = pausedUntilMs - needs.now().getTime();
      if (waitMs > 0) return later(waitMs);
      try {
        if (!(await lead.mine())) return later(LEAD_AGAIN_MS);
        const lanes = await dueLanes(needs);
        if (lanes.length > 0) {
          await Promise.all(lanes.map(tellLane));
          wanted = true;
        } else {
          const nextMs = await nextDueMs(needs);
          if (nextMs !== undefined) later(nextMs);
        }
      } catch (error) {
        needs.log.error({ err: error, chat: needs.chat }, "the outbox could not be read; trying again");
        later(1000);
      }
    }
  }

  /** One room's thread, in order; stops at the first that cannot be told now. */
  async function tellLane(rows: readonly Row[]): Promise<void> {
    for (const row of rows) {
      if (closed || pausedUntilMs > needs.now().getTime()) return;
      try {
        const { native } = await needs.open.show(await chatIntent(needs, row));
        await needs.store.db
          .updateTable("outbox")
          .set({ sent_at: needs.now(), native, attempts: row.attempts + 1 })
          .where("id", "=", row.id)
          .execute();
      } catch (error) {
        if (error instanceof RetryAfter) {
          pausedUntilMs = needs.now().getTime() + error.ms;
          await postpone(needs, row, error.ms, row.attempts);
        } else if (error instanceof Undeliverable || row.attempts + 1 >= MOST_ATTEMPTS) await giveUp(needs, row, error);
        else await postpone(needs, row, backOffMs(row.attempts), row.attempts + 1);
        if (!(error instanceof Undeliverable)) return;
      }
    }
  }

  return {
    wake,
    async idle() {
      wake();
      while (running !== undefined) await running;
    },
    async close() {
      closed = true;
      clearTimeout(timer);
      await running;
      await lead.close();
      await needs.open.close();
    },
  };
}

/** What is due, by room and thread. A thread whose first row is not due yet stays whole. */
async function dueLanes({ store, chat, now }: OutboxNeeds): Promise<Row[][]> {
  const rows = await store.db
    .selectFrom("outbox")
    .select(["id", "key", "room", "thread", "intent", "attempts", "due_at"])
    .where("chat", "=", chat)
    .where("sent_at", "is", null)
    .where("given_up", "is", null)
    .orderBy("id")
    .limit(PAGE)
    .execute();
  const lanes = new Map<string, { rows: Row[]; due: boolean }>();
  for (const row of rows) {
    const name = JSON.stringify([row.room, row.thread]);
    const lane = lanes.get(name) ?? { rows: [], due: row.due_at <= now() };
    lane.rows.push(row);
    lanes.set(name, lane);
  }
  return [...lanes.values()].filter(({ due }) => due).map((lane) => lane.rows);
}

async function nextDueMs({ store, chat, now }: OutboxNeeds): Promise<number | undefined> {
  const row = await store.db
    .selectFrom("outbox")
    .select((eb) => eb.fn.min("due_at").as("at"))
    .where("chat", "=", chat)
    .where("sent_at", "is", null)
    .where("given_up", "is", null)
    .executeTakeFirst();
  return row?.at == null ? undefined : Math.max(0, row.at.getTime() - now().getTime());
}

async function chatIntent(needs: OutboxNeeds, { key, intent }: Row): Promise<ChatIntent> {
  const { place, body, to, message } = intent;
  const account = to === undefined ? undefined : needs.userOf(to);
  if (to !== undefined && account === undefined) throw new Undeliverable("the person has no account on this chat");
  return {
    key,
    room: needs.nativeRoom(place.room),
    thread: place.thread,
    to: account,
    edits: body.kind === "edit" ? await nativeOf(needs, message) : undefined,
    text: body.text,
    card: body.card,
    files: body.files?.map((file) => ({
      name: file.name,
      bytes: file.bytes,
      read: () => needs.readFile(file.id, place.room),
    })),
  };
}

/** The chat's own id of a message that was made there. */
async function nativeOf({ store, chat }: OutboxNeeds, message: string): Promise<string | undefined> {
  const made = await store.db
    .selectFrom("outbox")
    .select("native")
    .where("message", "=", message)
    .where("chat", "=", chat)
    .where("native", "is not", null)
    .orderBy("id")
    .executeTakeFirst();
  return made?.native ?? undefined;
}

async function postpone({ store, now }: OutboxNeeds, row: Row, ms: number, attempts: number): Promise<void> {
  const due_at = new Date(now().getTime() + ms);
  await store.db.updateTable("outbox").set({ due_at, attempts }).where("id", "=", row.id).execute();
}

async function giveUp({ store, log, chat }: OutboxNeeds, row: Row, error: unknown): Promise<void> {
  const why = error instanceof Error ? error.message : String(error);
  log.error({ chat, key: row.key, why }, "gave up telling a chat");
  await store.db.updateTable("outbox").set({ given_up: why }).where("id", "=", row.id).execute();
}

/** 0.5 s, 1 s, 2 s … 60 s at most. */
function backOffMs(attempts: number): number {
  return Math.min(60_000, 500 * 2 ** attempts);
}
