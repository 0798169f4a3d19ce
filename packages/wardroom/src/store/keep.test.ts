import { testStore } from "@wardroom/testkit";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { silentLog } from "../base/log.ts";
import { keepConnection } from "./keep.ts";
import type { Store } from "./store.ts";

let store: Store;
beforeAll(async () => {
  store = await testStore();
});
afterAll(() => store.close());

const LOCK = 7_001;
const holder = async () =>
  (
    await store.pool.query("select pid from pg_locks where locktype = 'advisory' and classid = 0 and objid = $1", [
      LOCK,
    ])
  ).rows[0]?.pid;

test("a lock that a session holds is taken again after the session was cut, and let go at the end", async () => {
  const kept = await keepConnection({
    store,
    log: silentLog(),
    begin: (connection) => connection.query("select pg_advisory_lock($1)", [LOCK]),
  });
  for (let cut = 0; cut < 3; cut++) {
    const pid = await holder();
    expect(pid).toBeDefined();
    await store.pool.query("select pg_terminate_backend($1)", [pid]);
    await vi.waitFor(async () => {
      const now = await holder();
      expect(now).toBeDefined();
      expect(now).not.toBe(pid);
    });
  }
  await kept.close();
  await vi.waitFor(async () => expect(await holder()).toBeUndefined());
});

test("closed while it is cut off, it does not come back", async () => {
  let begun = 0;
  const kept = await keepConnection({
    store,
    log: silentLog(),
    begin: (connection) => {
      begun++;
      return connection.query("select pg_advisory_lock($1)", [LOCK]);
    },
  });
  await store.pool.query("select pg_terminate_backend($1)", [await holder()]);
  await kept.close();
  expect(begun).toBeLessThanOrEqual(2);
  await vi.waitFor(async () => expect(await holder()).toBeUndefined());
});

test("it can be closed while it waits for a lock that another still holds", async () => {
  const kept = await keepConnection({
    store,
    log: silentLog(),
    begin: (connection) => connection.query("select pg_advisory_lock($1)", [LOCK]),
  });
  const waiting = `select count(*) from pg_locks where locktype = 'advisory' and not granted and objid = ${LOCK}`;
  const other = await store.connect();
  const taken = other.query("select pg_advisory_lock($1)", [LOCK]);
  await store.pool.query("select pg_terminate_backend($1)", [await holder()]);
  await taken;
  await vi.waitFor(async () => expect((await store.pool.query(waiting)).rows[0].count).toBe(1));
  await kept.close();
  await other.end();
});

test("the first connection has to come to be", async () => {
  const begin = () => Promise.reject(new Error("no such thing"));
  await expect(keepConnection({ store, log: silentLog(), begin })).rejects.toThrow("no such thing");
});
