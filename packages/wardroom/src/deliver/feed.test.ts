import { testStore } from "@wardroom/testkit";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { silentLog } from "../base/log.ts";
import { openAppend } from "../log/append.ts";
import type { RoomEvent } from "../model/event.ts";
import type { Intent } from "../model/intent.ts";
import type { Store } from "../store/store.ts";
import { openFeed } from "./feed.ts";
import { bodyOf, eventsSince, history } from "./history.ts";

let store: Store;
beforeAll(async () => {
  store = await testStore();
});
afterAll(() => store.close());

function intent(key: string, room = "soc", kind: "message" | "edit" = "message"): Intent {
  return { key, message: `re:${key.split("+")[0]}`, place: { room }, body: { kind, text: key } };
}

async function process_(worker: number) {
  const feed = await openFeed({ store, worker, log: silentLog() });
  const given: RoomEvent[] = [];
  feed.subscribe((events) => given.push(...events));
  const { deliver } = openAppend({
    store,
    worker,
    chatOf: () => undefined,
    now: () => new Date(),
    appended: feed.appended,
  });
  return { feed, given, say: (...intents: Intent[]) => deliver({ intents }) };
}

test("two processes give out the same events in the same order, each once", async () => {
  const a = await process_(1);
  const b = await process_(2);
  await Promise.all(Array.from({ length: 200 }, (_, i) => (i % 3 === 0 ? b : a).say(intent(`k${i}`))));
  const upTo = Number((await store.pool.query("select last from event_counter")).rows[0].last);
  await Promise.all([a.feed.reached(upTo), b.feed.reached(upTo)]);
  const numbers = a.given.map(({ number }) => number);
  expect(numbers).toEqual([...numbers].sort((x, y) => x - y));
  expect(new Set(numbers).size).toBe(200);
  expect(b.given).toEqual(a.given);
  await Promise.all([a.feed.close(), b.feed.close()]);
});

test("a key that stands is not written again, and the feed is not held up by its number", async () => {
  const { feed, given, say } = await process_(3);
  await say(intent("once"));
  await say(intent("once"), intent("after"));
  expect(given.map(({ body }) => body.text)).toEqual(["once", "after"]);
  await feed.close();
});

test("history reads backwards in pages, and a message reads as it was last edited", async () => {
  const { feed, say } = await process_(4);
  for (let i = 0; i < 5; i++) await say(intent(`h${i}`, "general"));
  await say(intent("h1+", "general", "edit"));
  const last = await history(store, "general", undefined, 3);
  expect(last.map(({ body }) => body.text)).toEqual(["h3", "h4", "h1+"]);
  const before = await history(store, "general", last[0]?.number, 3);
  expect(before.map(({ body }) => body.text)).toEqual(["h0", "h1", "h2"]);
  expect(await bodyOf(store, "re:h1", new Set(["general"]), "ana")).toMatchObject({ body: { text: "h1+" } });
  expect(await bodyOf(store, "re:h1", new Set(["soc"]), "ana")).toBeUndefined();
  const pages = await Array.fromAsync(eventsSince(store, (before[0]?.number ?? 0) - 1, feed.last, ["general"]));
  expect(pages.flat()).toHaveLength(6);
  await feed.close();
});

test("a process whose listening connection was cut still gives out what others append", async () => {
  const a = await process_(5);
  const b = await process_(6);
  await store.pool.query(
    "select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen wardroom_event' and datname = current_database()",
  );
  await a.say(intent("while nobody listened"));
  await vi.waitFor(() => expect(b.given.map(({ body }) => body.text)).toContain("while nobody listened"));
  await a.say(intent("afterwards"));
  await vi.waitFor(() => expect(b.given.map(({ body }) => body.text)).toContain("afterwards"));
  await Promise.all([a.feed.close(), b.feed.close()]);
});

test("whoever waits for a number while the store cannot be read gets it when it can", async () => {
  let broken = true;
  const db = new Proxy(store.db, {
    get(target, name) {
      if (name === "selectFrom" && broken) throw new Error("the store is gone");
      const found = Reflect.get(target, name, target);
      return typeof found === "function" ? found.bind(target) : found;
    },
  });
  broken = false;
  const feed = await openFeed({ store: { ...store, db }, worker: 7, log: silentLog() });
  broken = true;
  const { deliver } = openAppend({
    store,
    worker: 8,
    chatOf: () => undefined,
    now: () => new Date(),
    appended: () => {},
  });
  const reached = feed.reached(await deliver({ intents: [intent("in the dark")] }));
  setTimeout(() => {
    broken = false;
  }, 100);
  await reached;
  await feed.close();
});
