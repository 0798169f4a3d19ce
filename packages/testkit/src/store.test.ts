import { describe, expect, test } from "vitest";
import { storesUnderTest, testStore } from "./store.ts";

describe.each(storesUnderTest)("a test store, $name", ({ open }) => {
  test("is empty, migrated and its own", async () => {
    const [one, two] = await Promise.all([open(), open()]);
    await one.pool.query("create table mine (n int)");
    expect((await two.pool.query("select to_regclass('mine') as found")).rows).toEqual([{ found: null }]);
    expect((await one.pool.query("select to_regclass('kysely_migration')::text as found")).rows).toEqual([
      { found: "kysely_migration" },
    ]);
    await one.close();
    await two.close();
  });
});

test("the embedded test store is the PostgreSQL that npm brings, not one that the machine happens to have", async () => {
  const store = await testStore();
  const { rows } = await store.pool.query("select current_setting('server_version_num')::int / 10000 as major");
  await store.close();
  expect(rows).toEqual([{ major: 18 }]);
});
