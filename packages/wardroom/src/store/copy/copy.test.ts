import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";
import { externalTestStore, storesUnderTest, testStore } from "@wardroom/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { silentLog } from "../../base/log.ts";
import type { Store } from "../store.ts";
import { backupStore, moveStore, restoreStore } from "./copy.ts";
import { tablesInOrder } from "./tables.ts";

const log = silentLog();
let dir: string;
let file: string;
let from: Store;
let before: Record<string, unknown>;
beforeAll(async () => {
  dir = mkdtempSync(join(tmpdir(), "wardroom-backup-"));
  file = join(dir, "backup.tar.gz");
  from = await testStore();
  await fill(from);
  await backupStore(from, file);
  before = await contents(from);
});
afterAll(async () => {
  await from.close();
  rmSync(dir, { recursive: true });
});

const UGLY = "tab\tbackslash\\ newline\n \\. \\N ü \u{1f600}";

/** Rows in real tables: text that COPY must escape, bytes, JSON, times, a sequence that has moved. */
async function fill(store: Store): Promise<void> {
  await store.pool.query(
    `insert into entry (number, kind, request, command, at, body, leaf)
     select n, 'note', 'r' || n, case when n % 2 = 0 then 'host status' end, now(), $1 || n, decode('00ff5c0a', 'hex')
     from generate_series(0, 2999) n`,
    [UGLY],
  );
  await store.pool.query("insert into entry_text (entry, openings) values (7, $1)", [{ words: UGLY }]);
  await store.pool.query(
    "insert into secret (name, sealed, key_id, set_at, set_by) values ('token', '\\x010203', 'k', now(), 'ana')",
  );
  await store.pool.query("update event_counter set last = 41");
  await store.pool.query("select nextval('worker_number') from generate_series(1, 5)");
}

async function contents(store: Store): Promise<Record<string, unknown>> {
  const client = await store.connect();
  const all: Record<string, unknown> = {};
  for (const { name, columns } of await tablesInOrder(client)) {
    const { rows } = await client.query(`select t::text from ${name} t order by ${columns.join("::text, ")}::text`);
    all[name] = rows.map((row) => row.t);
  }
  await client.end();
  return all;
}

const rowsIn = (all: Record<string, unknown>) => Object.values(all).flat().length;

const empty = async (use: (store: Store) => Promise<unknown>, settings = {}) => {
  const store = await testStore(settings);
  await use(store).finally(() => store.close());
};

describe.each(storesUnderTest)("a backup put into a store, $name", ({ open }) => {
  test.each([{ bare: true }, { bare: false }])("brings every row back ($bare)", async ({ bare }) => {
    const store = await open({ bare });
    expect((await restoreStore(file, store, log)).rows).toBe(rowsIn(before));
    expect(await contents(store)).toEqual(before);
    expect((await store.pool.query("select nextval('worker_number') as n")).rows).toEqual([{ n: 6 }]);
    // The record refuses changes again: its triggers were only put aside.
    await expect(store.pool.query("update entry set kind = 'x'")).rejects.toThrow(/append-only/);
    await store.close();
  });
});

describe("a backup", () => {
  test("is one moment, although the store is written to meanwhile", async () => {
    const source = await testStore();
    let more = 0;
    const both = `with e as (insert into entry (number, kind, at, body, leaf) values ($1, 'note', now(), '', ''))
                  insert into entry_text (entry, openings) values ($1, '{}')`;
    const writing = setInterval(() => void source.pool.query(both, [more++]).catch(() => {}), 1);
    await expect.poll(() => more).toBeGreaterThan(20);
    await backupStore(source, join(dir, "moving"));
    clearInterval(writing);
    await source.close();
    await empty(async (store) => {
      await restoreStore(join(dir, "moving"), store, log);
      const sql = "select (select count(*) from entry) as entries, (select count(*) from entry_text) as texts";
      const { rows } = await store.pool.query(sql);
      expect(rows[0].entries).toBe(rows[0].texts);
      expect(rows[0].entries).toBeGreaterThan(0);
    });
  });

  test("can be read by its owner only, and looked into with tar", () => {
    expect(statSync(file).mode & 0o777).toBe(0o600);
    const names = execFileSync("tar", ["-tzf", file], { encoding: "utf8" }).trim().split("\n");
    expect(names[0]).toBe("head.json");
    expect(names.at(-1)).toBe("tail.json");
    expect(names.some((name) => name.startsWith("rows/entry/"))).toBe(true);
  });

  test("takes no other file's place, and is refused where it cannot be written", async () => {
    await expect(backupStore(from, file)).rejects.toMatchObject({ code: "backup-exists" });
    const nowhere = join(dir, "no/such/folder");
    await expect(backupStore(from, nowhere)).rejects.toMatchObject({ code: "backup-unwritable" });
  });

  test("is not put over what is there", async () => {
    await expect(restoreStore(file, from, log)).rejects.toMatchObject({ code: "store-not-empty" });
    expect(await contents(from)).toEqual(before);
  });

  test("is not put under a Wardroom that runs", async () => {
    await empty(async (store) => {
      const other = await store.connect();
      await other.query("set application_name = 'wardroom/another-process'");
      await expect(restoreStore(file, store, log)).rejects.toMatchObject({ code: "store-in-use" });
      await expect(moveStore(store, from, log)).rejects.toMatchObject({ code: "store-in-use" });
      await other.end();
    });
  });

  test("cut off or changed anywhere is refused, and nothing of it stays", async () => {
    const whole = readFileSync(file);
    const plain = gunzipSync(whole);
    const changed = (at: number) => {
      const bytes = Buffer.from(plain);
      bytes[at] = (bytes[at] ?? 0) ^ 1;
      return gzipSync(bytes);
    };
    const wrecks = [
      Buffer.from("not a backup"),
      Buffer.alloc(0),
      whole.subarray(0, 20),
      whole.subarray(0, whole.length >> 1),
      gzipSync(plain.subarray(0, plain.length >> 1)),
      gzipSync(plain.subarray(0, 2048)),
      ...[0, 516, 0.3, 0.5, 0.8].map((at) => changed(at === 0 || at > 1 ? at : Math.floor(plain.length * at))),
    ];
    await empty(async (store) => {
      for (const [number, wreck] of wrecks.entries()) {
        const path = join(dir, `wreck-${number}`);
        writeFileSync(path, wreck);
        const outcome = await restoreStore(path, store, log).then(
          () => "restored",
          (error) => error.code,
        );
        expect(`${number} ${outcome}`).toBe(`${number} backup-damaged`);
      }
      await restoreStore(file, store, log);
    });
  });

  test("of a newer Wardroom is refused", async () => {
    const plain = gunzipSync(readFileSync(file));
    const size = Number.parseInt(plain.toString("latin1", 124, 135), 8);
    plain.write(plain.toString("utf8", 512, 512 + size).replace('"0001-record"', '"0009-record"'), 512);
    const newer = join(dir, "newer");
    writeFileSync(newer, gzipSync(plain));
    await empty((store) => expect(restoreStore(newer, store, log)).rejects.toMatchObject({ code: "backup-newer" }));
  });

  test("that is not there is called so", async () => {
    const nothing = join(dir, "nothing");
    await empty((store) => expect(restoreStore(nothing, store, log)).rejects.toMatchObject({ code: "backup-missing" }));
  });
});

test("a store moves to another server with every row, and only into an empty one", async () => {
  const target = await externalTestStore({ bare: true });
  expect((await moveStore(from, target, log)).rows).toBe(rowsIn(before));
  expect(await contents(target)).toEqual(before);
  await expect(moveStore(from, target, log)).rejects.toMatchObject({ code: "store-not-empty" });
  await target.close();
});
