import { testStore } from "@wardroom/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { EventBody } from "../model/event.ts";
import type { Store } from "../store/store.ts";
import { openAppend } from "./append.ts";

let store: Store;
beforeAll(async () => {
  store = await testStore();
});
afterAll(() => store.close());

const open = () => openAppend({ store, worker: 1, chatOf: () => undefined, now: () => new Date(), appended: () => {} });

const told = (key: string, body: Partial<EventBody>, room = "soc") => ({
  intents: [{ key, message: key, place: { room }, body: { kind: "message", ...body } as EventBody }],
});

const heard = (native: string, more: { userId?: string; thread?: string; at?: Date } = {}) => ({
  id: native,
  account: { platform: "wardroom", tenant: "local", userId: more.userId ?? "ana" },
  person: undefined,
  room: "soc",
  ownRoom: true,
  event: {
    kind: "message" as const,
    native,
    tenant: "local",
    userId: more.userId ?? "ana",
    room: "soc",
    direct: false,
    text: native,
    thread: more.thread,
    at: more.at ?? new Date(),
  },
});

test("half a character, a NUL or a separator in an answer is stored as what it is: no character", async () => {
  const { deliver } = open();
  const odd = "a\ud83d b\0 c\x1e d\\ud83d";
  await deliver(told("odd", { text: odd, card: { title: odd, blocks: [{ kind: "text", text: odd }] } }));
  const { rows } = await store.pool.query("select body from event where key = 'odd'");
  const shown = "a\ufffd b\ufffd c\x1e d\\ud83d";
  expect(rows[0].body).toMatchObject({ text: shown, card: { title: shown, blocks: [{ text: shown }] } });
});

test("what cannot be stored fails alone, and all that came with it stands", async () => {
  const append = open();
  const long = Array.from({ length: 4_000 }, () => Math.random().toString(36)).join("");
  const asks = { id: "q", kind: "argument", args: {}, expiresAt: "2100-01-01" } as const;
  const all = await Promise.allSettled([
    append.heard(heard("one")),
    append.deliver(told("two", { text: "fine" })),
    append.deliver(told(long, { text: "its key is longer than any index takes" })),
    append.heard(heard("three")),
    append.heard(heard("four", { at: new Date(Number.NaN) })),
    append.deliver({ intents: [], question: { room: "soc", thread: long, person: "ana", asks } }),
    append.heard(heard("five", { userId: "an\0a" })),
    append.deliver(told("six", { text: "fine" })),
  ]);
  expect(all.map(({ status }) => status === "fulfilled")).toEqual([true, true, false, true, false, false, true, true]);
  const { rows } = await store.pool.query("select key from event where key <> 'odd' order by number");
  expect(rows.map(({ key }) => key)).toEqual(["heard:one", "two", "heard:three", "heard:five", "six"]);
});
