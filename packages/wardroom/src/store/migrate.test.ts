import { storesUnderTest, testStore } from "@wardroom/testkit";
import { type Kysely, sql } from "kysely";
import type { Migration } from "kysely/migration";
import { describe, expect, test } from "vitest";
import { silentLog } from "../base/log.ts";
import { migrate, migrationNames } from "./migrate.ts";
import { migrations } from "./migration/migrations.ts";
import type { Store } from "./store.ts";

const log = silentLog();
const needs = (store: Store) => ({ db: store.db as unknown as Kysely<unknown>, connect: store.connect, log });

const added: Record<string, Migration> = {
  ...migrations,
  "9000-animals": { up: async (db) => void (await sql`create table animal (name text)`.execute(db)) },
  // One that blocks: it must not wait for the sessions that wait for the lock.
  "9001-index": { up: async (db) => void (await sql`create index animal_name on animal (name)`.execute(db)) },
};

describe.each(storesUnderTest)("migrations, $name", ({ open }) => {
  test("run once when several openers want them at the same moment", async () => {
    const store = await open();
    await Promise.all(Array.from({ length: 6 }, () => migrate(added, needs(store))));
    expect(await migrationNames(needs(store).db)).toEqual(Object.keys(added).sort());
    await store.close();
  });

  test("that fail change nothing, and the next start tries again", async () => {
    const store = await open();
    const broken = { ...added, "9002-broken": { up: async () => Promise.reject(new Error("no")) } };
    await expect(migrate(broken, needs(store))).rejects.toMatchObject({ code: "store-migration-failed" });
    expect((await store.pool.query("select to_regclass('animal') as t")).rows).toEqual([{ t: null }]);
    await migrate(added, needs(store));
    await store.pool.query("insert into animal values ('owl')");
    await store.close();
  });
});

test("a store that a newer Wardroom used is left alone", async () => {
  const store = await testStore();
  await migrate(added, needs(store));
  await expect(migrate(migrations, needs(store))).rejects.toMatchObject({
    code: "store-newer",
    detail: { newer: ["9000-animals", "9001-index"] },
  });
  await store.close();
});

test("an older part's late migration is run although its number is lower", async () => {
  const store = await testStore();
  await migrate(added, needs(store));
  await migrate(
    { ...added, "0000-late": { up: async (db) => void (await sql`create table late (n int)`.execute(db)) } },
    needs(store),
  );
  expect(await migrationNames(needs(store).db)).toContain("0000-late");
  await store.close();
});

test("every migration has a number in a known range, and its own", () => {
  const numbers = Object.keys(migrations).map((name) => /^(\d{4})-[a-z0-9-]+$/.exec(name)?.[1]);
  expect(numbers).not.toContain(undefined);
  expect(new Set(numbers).size).toBe(numbers.length);
});
