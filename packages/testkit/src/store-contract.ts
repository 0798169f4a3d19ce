import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Store } from "wardroom/internal/store/store";

/** What everything above the store relies on, whatever PostgreSQL it is. */
export function storeContract(name: string, open: () => Promise<Store>): void {
  describe(`a store, ${name}`, () => {
    let store: Store;
    beforeAll(async () => {
      store = await open();
      await store.pool.query(
        "create table thing (id bigint primary key, at timestamptz, body jsonb, bytes bytea, words text)",
      );
    });
    afterAll(() => store.close());

    test("gives back values as they were put in", async () => {
      const row = {
        id: 9_007_199_254_740_991,
        at: new Date("2026-02-03T04:05:06.789Z"),
        body: { nested: ["ü", null, 1.5] },
        bytes: Buffer.from([0, 1, 254, 255]),
        words: "İstanbul \u{1f600} \t\n\\ 'quoted'",
      };
      await store.pool.query("insert into thing values ($1, $2, $3, $4, $5)", [
        row.id,
        row.at,
        row.body,
        row.bytes,
        row.words,
      ]);
      expect((await store.pool.query("select * from thing")).rows).toEqual([row]);
    });

    test("counts in numbers, and sorts by code point wherever the server stands", async () => {
      const { rows } = await store.pool.query("select count(*) as n from thing");
      expect(rows).toEqual([{ n: 1 }]);
      const sorted = await store.pool.query(
        `select w from (values ('b'), ('B'), ('ä'), ('a')) v(w) order by w collate "C"`,
      );
      expect(sorted.rows.map((row) => row.w)).toEqual(["B", "a", "b", "ä"]);
    });

    test("keeps nothing of a transaction that fails", async () => {
      const client = await store.pool.connect();
      await client.query("begin");
      await client.query("insert into thing (id) values (1)");
      await expect(client.query("insert into thing (id) values (1)")).rejects.toMatchObject({ code: "23505" });
      await client.query("rollback");
      client.release();
      expect((await store.pool.query("select id from thing where id = 1")).rows).toEqual([]);
    });

    test("tells a listener what another session notifies", async () => {
      const listener = await store.connect();
      const heard = new Promise<string | undefined>((resolve) =>
        listener.once("notification", (n) => resolve(n.payload)),
      );
      await listener.query("listen bell");
      await store.pool.query("notify bell, 'ding'");
      expect(await heard).toBe("ding");
      await listener.end();
    });

    test("gives an advisory lock to one session at a time, and frees it with the session", async () => {
      const [one, two] = [await store.connect(), await store.connect()];
      const tries = async (client: typeof one) =>
        (await client.query("select pg_try_advisory_lock(42) as got")).rows[0].got;
      expect(await tries(one)).toBe(true);
      expect(await tries(two)).toBe(false);
      await one.end();
      await expect.poll(() => tries(two)).toBe(true);
      await two.end();
    });

    test("serves more callers than it has connections", async () => {
      const answers = await Promise.all(
        Array.from({ length: 60 }, (_, i) => store.pool.query("select $1::int as n, pg_sleep(0.01)", [i])),
      );
      expect(answers.map(({ rows }) => rows[0].n)).toEqual(Array.from({ length: 60 }, (_, i) => i));
    });

    test("closes once, however often it is told to", async () => {
      const other = await open();
      await Promise.all([other.close(), other.close()]);
      await expect(other.pool.query("select 1")).rejects.toThrow();
    });
  });
}
