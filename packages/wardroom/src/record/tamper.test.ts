import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { allowed, refused, testStore } from "@wardroom/testkit";
import { sql } from "kysely";
import { afterEach, beforeEach, expect, test } from "vitest";
import { silentLog } from "../base/log.ts";
import type { Grant } from "../model/decision.ts";
import { backupStore, restoreStore } from "../store/copy/copy.ts";
import type { Store } from "../store/store.ts";
import { canonical } from "./canonical.ts";
import { openCheckpoint } from "./checkpoint.ts";
import { exportRecord } from "./export.ts";
import { linesOf } from "./export-line.ts";
import { append, emptyFrontier, type Hash, leafHash } from "./merkle.ts";
import { newSigner } from "./note.ts";
import { type OpenRecord, openRecord } from "./record.ts";
import { commit, type Openings, type SealedField } from "./seal.ts";
import { type Kept, verifyExport } from "./verify.ts";

const key = newSigner("wardroom/test");
let folder: string;
let store: Store;
let record: OpenRecord;

const openNow = () =>
  openRecord({ store, key, blank: (text) => text, log: silentLog(), now: () => new Date(), folder });

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "record-tamper-"));
  store = await testStore();
  record = await openNow();
  for (let i = 0; i < 12; i++) {
    const grant = (await record.decision(allowed(`m${i}/0`))) as Grant;
    await record.outcome(grant, { kind: "done", say: `load ${i}`, files: [], ms: i });
  }
  await record.decision(refused("last/0"));
});
afterEach(async () => {
  await record.close();
  await store.close();
  await rm(folder, { recursive: true });
});

/** As somebody who may alter tables would: the triggers are off while it happens. */
async function tamper(...statements: ReturnType<typeof sql>[]): Promise<void> {
  const tables = ["entry", "entry_text", "record_head", "checkpoint"];
  for (const table of tables) await sql`alter table ${sql.table(table)} disable trigger all`.execute(store.db);
  for (const statement of statements) await statement.execute(store.db);
  for (const table of tables) await sql`alter table ${sql.table(table)} enable trigger all`.execute(store.db);
}

async function exported(withhold: readonly SealedField[] = []): Promise<string> {
  let text = "";
  for await (const line of exportRecord({ store, key: key.verifier, checkpoint: record.checkpoint }, { withhold }))
    text += line;
  return text;
}

async function verdict(kept: readonly Kept[] = [], withhold: readonly SealedField[] = []) {
  const text = await exported(withhold);
  const bytes = (async function* () {
    yield Buffer.from(text);
  })();
  return verifyExport(linesOf(bytes), { key: key.verifier, kept });
}

/** Every entry from `from` on made to follow from the ones before, as the record itself would have made them. */
async function rebuild(from: number, change: (entry: Record<string, unknown>) => void): Promise<void> {
  const rows = await store.db.selectFrom("entry").selectAll().orderBy("number").execute();
  const leaves: Hash[] = [];
  const statements: ReturnType<typeof sql>[] = [];
  for (const row of rows) {
    const entry = JSON.parse(row.body);
    if (row.number === from) change(entry);
    if (row.number > 0) entry.prev = leaves.at(-1)?.toString("base64");
    const body = canonical(entry);
    leaves.push(leafHash(body));
    statements.push(sql`update entry set body = ${body}, leaf = ${leaves.at(-1)} where number = ${row.number}`);
  }
  const { edge } = append(emptyFrontier, leaves);
  statements.push(sql`update record_head set edge = ${Buffer.concat(edge)}, last = ${leaves.at(-1)}`);
  await tamper(...statements);
}

test("a record that nobody touched verifies, with its texts and without", async () => {
  expect(await verdict()).toMatchObject({ ok: true, checkpoint: { size: 25 }, withheld: 0, erased: 0 });
  const without = await exported(["who", "words", "args"]);
  for (const personal of ["Ana", "web-03"]) expect(without).not.toContain(personal);
  expect(await verdict([], ["who", "words", "args"])).toMatchObject({ ok: true, withheld: 39 });
});

test("an erased text is gone from the export, and every proof still holds", async () => {
  const before = await record.checkpoint();
  await record.erase(4, "words", { id: "sam", name: "Sam" });
  expect(await verdict([before])).toMatchObject({ ok: true, erased: 1, checkpoint: { size: 26 } });
});

test("an entry changed in the store is named, whether or not the hash kept of it was changed too", async () => {
  await record.checkpoint();
  await tamper(
    sql`update entry set body = replace(body, '"code":"policy-allows"', '"code":"policy-error"') where number = 8`,
  );
  expect(await verdict()).toMatchObject({ ok: false, what: "changed", entry: 8 });
  const row = await store.db.selectFrom("entry").select("body").where("number", "=", 8).executeTakeFirstOrThrow();
  await tamper(sql`update entry set leaf = ${leafHash(row.body)} where number = 8`);
  expect(await verdict()).toMatchObject({ ok: false, what: "changed", entry: 8 });
});

test("a text swapped in the store is named by its entry, also when it comes with a fitting key", async () => {
  const row = await store.db.selectFrom("entry_text").selectAll().where("entry", "=", 6).executeTakeFirstOrThrow();
  const openings: { -readonly [F in keyof Openings]: Openings[F] } = JSON.parse(row.openings);
  openings.words = { key: Buffer.alloc(32).toString("base64"), text: "another text" };
  expect(commit(Buffer.alloc(32), "another text")).toHaveLength(44);
  await tamper(sql`update entry_text set openings = ${JSON.stringify(openings)} where entry = 6`);
  expect(await verdict()).toMatchObject({ ok: false, what: "changed", entry: 6 });
});

test("an entry removed from the store is named, in the middle and at the end", async () => {
  await record.checkpoint();
  await tamper(sql`delete from entry where number = 24`);
  expect(await verdict()).toMatchObject({ ok: false, what: "removed", entry: 24 });
  await tamper(sql`delete from entry where number = 5`);
  expect(await verdict()).toMatchObject({ ok: false, what: "removed", entry: 5 });
});

test("an entry added to the store behind the record's back is named", async () => {
  await tamper(sql`insert into entry select 25, 'note', null, null, at, body, leaf from entry where number = 3`);
  expect(await verdict()).toMatchObject({ ok: false, what: "inserted", entry: 25 });
});

test("two entries that changed places in the store are named", async () => {
  await record.checkpoint();
  await tamper(
    sql`update entry set number = -1 where number = 7`,
    sql`update entry set number = 7 where number = 9`,
    sql`update entry set number = 9 where number = -1`,
  );
  expect(await verdict()).toMatchObject({ ok: false, what: "reordered", entry: 7 });
});

test("a history rewritten and signed again with the true key is found by a kept checkpoint, and by nothing else", async () => {
  const kept = openCheckpoint((await record.checkpoint()).note, key.verifier) as Kept;
  await record.close();
  await rm(folder, { recursive: true });
  await rebuild(10, (entry) => {
    entry["decision"] = "deny";
    entry["code"] = "policy-forbids";
  });
  await tamper(sql`delete from checkpoint`);
  record = await openNow();
  await record.decision(allowed("later/0"));
  expect(await verdict()).toMatchObject({ ok: true, checkpoint: { size: 26 } });
  expect(await verdict([kept])).toMatchObject({ ok: false, what: "rewritten", entry: 0, until: 24 });
});

test("with the checkpoint file still there, the record itself refuses to sign a history that was rewritten", async () => {
  await record.checkpoint();
  expect((await readdir(folder)).length).toBe(1);
  await rebuild(10, (entry) => {
    entry["code"] = "x";
  });
  await tamper(sql`delete from checkpoint`);
  await record.close();
  record = await openNow();
  await expect(record.checkpoint()).rejects.toMatchObject({ code: "record-contradicts" });
});

test("a store that was put back to an older state is not signed as if nothing were missing", async () => {
  await record.checkpoint();
  await tamper(
    sql`delete from entry`,
    sql`delete from entry_text`,
    sql`delete from checkpoint`,
    sql`delete from record_head`,
  );
  await record.close();
  record = await openNow();
  await record.decision(allowed("new/0"));
  await expect(record.checkpoint()).rejects.toMatchObject({ code: "record-contradicts" });
});

test("closing signs what was written, into a file that verifies, and signing twice makes no second file", async () => {
  await record.close();
  const names = await readdir(folder);
  expect(names).toEqual(["checkpoint-000000000025.txt"]);
  const note = await readFile(join(folder, names[0] as string), "utf8");
  expect(openCheckpoint(note, key.verifier)).toMatchObject({ size: 25 });
  record = await openNow();
  expect((await record.checkpoint()).note).toBe(note);
  expect(await readdir(folder)).toEqual(names);
});

test("a record that was backed up and put back into an empty store goes on where it was", async () => {
  const before = await record.checkpoint();
  const file = join(folder, "backup");
  await backupStore(store, file);
  await record.close();
  await store.close();
  store = await testStore();
  // Somebody had a look before: a store that was opened, but where nothing was recorded, is still an empty one.
  await (await openRecord({ store, key, blank: String, log: silentLog(), now: () => new Date() })).size();
  await restoreStore(file, store, silentLog());
  record = await openNow();
  expect((await record.decision(allowed("after/0"))).entry).toBe(25);
  expect(await verdict([before])).toMatchObject({ ok: true, checkpoint: { size: 26 } });
});
