import { memoryChat, testStore } from "@wardroom/testkit";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { silentLog } from "../base/log.ts";
import { openAppend } from "../log/append.ts";
import type { Intent } from "../model/intent.ts";
import type { Store } from "../store/store.ts";
import { openOutbox } from "./outbox.ts";

let store: Store;
let nowMs: number;
const now = () => new Date(nowMs);
beforeAll(async () => {
  store = await testStore();
});
afterAll(() => store.close());
beforeEach(async () => {
  nowMs = Date.now();
  await store.pool.query("truncate outbox");
});

async function telling() {
  const platform = memoryChat();
  const open = await platform.chat.open(
    {},
    { hear: async () => {}, folder: "/", signal: AbortSignal.timeout(60_000), log: () => {} },
  );
  const outbox = openOutbox({
    store,
    chat: "acme",
    open,
    log: silentLog(),
    now,
    userOf: (person) => (person === "ana" ? "U1" : undefined),
    nativeRoom: (room) => room.replace("acme:", ""),
    readFile: async () => new Uint8Array(),
  });
  const { deliver } = openAppend({
    store,
    worker: 1,
    chatOf: (room) => (room.startsWith("acme:") ? "acme" : undefined),
    now,
    appended: () => {},
  });
  return { platform, outbox, say: (...intents: Intent[]) => deliver({ intents }) };
}

function intent(key: string, text: string, more: Partial<Intent> = {}): Intent {
  return { key, message: `re:${key}`, place: { room: "acme:C1" }, body: { kind: "message", text }, ...more };
}

const texts = (platform: ReturnType<typeof memoryChat>, user = "U1") =>
  platform.seen(user, "C1").map((one) => one.intent.text);

test("what is told twice under one key is shown once", async () => {
  const { platform, outbox, say } = await telling();
  await say(intent("a", "one"));
  await say(intent("a", "one"), intent("b", "two"));
  await outbox.idle();
  expect(texts(platform)).toEqual(["one", "two"]);
  await outbox.close();
});

test("an answer lost on the way back is asked for again, and the message still stands once", async () => {
  const { platform, outbox, say } = await telling();
  platform.trouble({ kind: "answer-lost" });
  await say(intent("a", "one"), intent("b", "two"));
  await outbox.idle();
  nowMs += 60_000;
  await outbox.idle();
  expect(texts(platform)).toEqual(["one", "two"]);
  expect(platform.calls).toBe(3);
  await outbox.close();
});

test("trouble in one thread holds up that thread alone, and keeps its order", async () => {
  const { platform, outbox, say } = await telling();
  platform.trouble({ kind: "broken" });
  await say(intent("a", "first"), intent("b", "second"));
  await say(intent("c", "elsewhere", { place: { room: "acme:C2" } }));
  await outbox.idle();
  expect(texts(platform)).toEqual([]);
  expect(platform.seen("U1", "C2")).toHaveLength(1);
  nowMs += 60_000;
  await outbox.idle();
  expect(texts(platform)).toEqual(["first", "second"]);
  await outbox.close();
});

test("a chat that asks to wait is left alone until then", async () => {
  const { platform, outbox, say } = await telling();
  platform.trouble({ kind: "busy", ms: 30_000 });
  await say(intent("a", "one"));
  await outbox.idle();
  const calls = platform.calls;
  await say(intent("b", "two", { place: { room: "acme:C2" } }));
  await outbox.idle();
  expect(platform.calls).toBe(calls);
  nowMs += 30_001;
  await outbox.idle();
  expect(platform.messages).toHaveLength(2);
  await outbox.close();
});

test("what can never be shown is given up with its reason, and what stands behind it goes on", async () => {
  const { platform, outbox, say } = await telling();
  platform.trouble({ kind: "gone" });
  await say(intent("a", "one"), intent("b", "two"));
  await outbox.idle();
  expect(texts(platform)).toEqual(["two"]);
  const { rows } = await store.pool.query("select given_up from outbox where key = 'a'");
  expect(rows).toEqual([{ given_up: "the room was archived" }]);
  await outbox.close();
});

test("an edit changes the message that was made, and only the person meant sees a private reply", async () => {
  const { platform, outbox, say } = await telling();
  await say(intent("a", "running"), intent("a2", "done", { message: "re:a", body: { kind: "edit", text: "done" } }));
  await say(intent("p", "for ana", { to: "ana" }));
  await outbox.idle();
  expect(texts(platform)).toEqual(["done", "for ana"]);
  expect(texts(platform, "U2")).toEqual(["done"]);
  await outbox.close();
});

test("of two processes one tells the chat, and when it goes the other takes over", async () => {
  const a = await telling();
  const b = await telling();
  await a.say(intent("a", "one"));
  await Promise.all([a.outbox.idle(), b.outbox.idle()]);
  expect(a.platform.messages.length + b.platform.messages.length).toBe(1);
  const [leader, other] = a.platform.messages.length === 1 ? [a, b] : [b, a];
  await leader.outbox.close();
  await other.say(intent("b", "two"));
  await other.outbox.idle();
  expect(texts(other.platform)).toEqual(["two"]);
  await other.outbox.close();
});
