import { allowed, refused, storesUnderTest, testStore } from "@wardroom/testkit";
import { sql } from "kysely";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { silentLog } from "../base/log.ts";
import type { Decision, Grant } from "../model/decision.ts";
import { callHash } from "../model/request.ts";
import type { Store } from "../store/store.ts";
import { leafHash } from "./merkle.ts";
import { newSigner } from "./note.ts";
import { type OpenRecord, openRecord } from "./record.ts";

const key = newSigner("wardroom/test");
const blank = (text: string) => text.replaceAll("hunter2hunter2", "[blanked]");

async function openOver(store: Store): Promise<OpenRecord> {
  return openRecord({ store, key, blank, log: silentLog(), now: () => new Date() });
}

const granted = async (record: OpenRecord, decision: Decision): Promise<Grant> =>
  (await record.decision(decision)) as Grant;

const bodies = async (store: Store) =>
  (await store.db.selectFrom("entry").select("body").orderBy("number").execute()).map(({ body }) => JSON.parse(body));

describe.each(storesUnderTest)("the record, on a store that is $name,", ({ open }) => {
  let store: Store;
  let record: OpenRecord;
  beforeEach(async () => {
    store = await open();
    record = await openOver(store);
  });
  afterEach(async () => {
    await record.close();
    await store.close();
  });

  test("numbers entries from 0 without a gap, however many write at once", async () => {
    const numbers = await Promise.all(
      Array.from({ length: 700 }, async (_, i) => (await record.decision(allowed(`m${i}/0`))).entry),
    );
    expect(numbers).toEqual(Array.from({ length: 700 }, (_, i) => i));
    expect(await record.size()).toBe(700);
  });

  test("two processes that write at once share one tree", async () => {
    const other = await openOver(store);
    const numbers = await Promise.all(
      Array.from({ length: 40 }, async (_, i) => {
        const mine = i % 2 === 0 ? record : other;
        const first = await granted(mine, allowed(`p${i}/0`));
        return [first.entry, (await mine.outcome(first, { kind: "done", say: "ok", files: [], ms: 1 })).entry];
      }),
    );
    expect(numbers.flat().sort((a, b) => a - b)).toEqual(Array.from({ length: 80 }, (_, i) => i));
    const all = await bodies(store);
    expect(all.map(({ number }) => number)).toEqual(all.map((_, i) => i));
    await other.close();
    expect((await record.checkpoint()).size).toBe(80);
  });

  test("each entry names the leaf hash of the one before", async () => {
    await record.decision(allowed("a/0"));
    await record.note({ about: "settings-changed", text: "two lines", person: { id: "ana", name: "Ana" } });
    await record.decision(refused("b/0"));
    const rows = await store.db.selectFrom("entry").selectAll().orderBy("number").execute();
    expect(rows.map(({ leaf }) => leaf)).toEqual(rows.map(({ body }) => leafHash(body)));
    expect(JSON.parse(rows[2]?.body ?? "").prev).toBe(rows[1]?.leaf.toString("base64"));
    expect(JSON.parse(rows[0]?.body ?? "").prev).toBeUndefined();
  });

  test("a grant is read back by its number and holds for its own call alone", async () => {
    const grant = await granted(record, allowed("a/0"));
    const denied = await record.decision(refused("b/0"));
    const call = callHash(grant.request);
    expect(await record.granted(grant.entry, call)).toBe(true);
    expect(await record.granted(grant.entry, callHash({ ...grant.request, args: { host: "db-01" } }))).toBe(false);
    expect(await record.granted(denied.entry, callHash(denied.request))).toBe(false);
    expect(await record.granted(99, call)).toBe(false);
  });

  test("a request taken up again finds what stands and writes nothing", async () => {
    const first = await granted(record, allowed("a/0"));
    const ended = await record.outcome(first, { kind: "done", say: "up 3 days", files: [], ms: 12 });
    const again = allowed("a/0", { again: true });
    const resumed = await granted(record, { ...again, reason: { code: "policy-allows", say: "said otherwise now" } });
    expect(resumed).toMatchObject({ kind: "allow", entry: first.entry, reason: first.reason });
    expect(await record.outcome(resumed, { kind: "failed", say: "no", files: [], ms: 1 })).toEqual(ended);
    expect((await record.find("a/0"))?.outcome).toEqual(ended);
    expect(await record.find("z/0")).toBeUndefined();
    expect(await record.size()).toBe(2);
  });

  test("a request written twice without a word of it being again still stands once", async () => {
    const [one, two, other] = await Promise.all([
      record.decision(allowed("a/0")),
      record.decision(allowed("a/0")),
      record.decision(allowed("b/0")),
    ]);
    expect(two?.entry).toBe(one?.entry);
    const late = await record.decision(refused("a/0"));
    expect(late).toMatchObject({ kind: "allow", entry: one?.entry });
    expect(other?.entry).not.toBe(one?.entry);
    expect(await record.size()).toBe(2);
  });

  test("a request that has become another call since is refused when it is taken up again", async () => {
    const first = await record.decision(allowed("a/0"));
    const changed = allowed("a/0", { again: true, version: "f".repeat(64) });
    expect(await record.decision(changed)).toMatchObject({
      kind: "deny",
      entry: first.entry,
      reason: { code: "version-changed" },
    });
  });

  test("nothing personal, no free text and no secret stands in an entry, and no secret stands beside it", async () => {
    const grant = await granted(
      record,
      allowed("a/0", {
        words: "host status web-03 --token hunter2hunter2",
        args: { host: "web-03", token: "hunter2hunter2" },
      }),
    );
    await record.outcome(grant, {
      kind: "done",
      say: "it said hunter2hunter2",
      card: { blocks: [{ kind: "text", text: "hunter2hunter2" }] },
      files: [],
      ms: 1,
    });
    const stored = await store.db.selectFrom("entry_text").selectAll().execute();
    const plain = JSON.stringify(await bodies(store));
    expect(JSON.stringify([stored, plain])).not.toContain("hunter2");
    for (const personal of ["ana", "Ana", "web-03", "soc", callHash(grant.request)])
      expect(plain).not.toContain(personal);
    expect(JSON.stringify(stored)).toContain("[blanked]");
  });

  test("text that no database holds is kept as far as it can be", async () => {
    const grant = await granted(record, allowed("a/0", { words: "nul \0 and half \ud83d", args: { host: "\0" } }));
    expect(await record.granted(grant.entry, callHash(grant.request))).toBe(true);
    const [seen] = await record.read({ visible: { rooms: ["soc"] } });
    expect(seen?.words).toBe("nul \ufffd and half \ufffd");
  });

  test("entries cannot be changed or taken away, texts can only be erased", async () => {
    const { entry } = await record.decision(allowed("a/0"));
    for (const statement of [
      sql`update entry set body = 'x'`,
      sql`delete from entry`,
      sql`truncate entry`,
      sql`update record_head set size = 0`,
      sql`delete from record_head`,
      sql`update entry_text set openings = jsonb_set(openings, '{words,text}', '"forged"')`,
      sql`update entry_text set person = 'joe'`,
    ])
      await expect(statement.execute(store.db)).rejects.toThrow();
    expect(await record.erase(entry, "words", { id: "sam", name: "Sam" })).toBe(true);
    expect(await record.erase(entry, "words")).toBe(false);
    const [seen] = await record.read({ visible: { rooms: ["soc"] } });
    expect(seen).toMatchObject({ entry, words: undefined, who: { person: "ana" } });
    await record.erase(entry, "who");
    expect(await record.read({ visible: { rooms: [], person: "ana" } })).toEqual([]);
  });
});

test("when an entry cannot be written, the caller is told and gets no grant", async () => {
  const store = await testStore();
  const record = await openOver(store);
  await sql`alter table entry add constraint full_disk check (number < 1)`.execute(store.db);
  await record.decision(allowed("a/0"));
  await expect(record.decision(allowed("b/0"))).rejects.toMatchObject({ code: "record-unwritable" });
  await sql`alter table entry drop constraint full_disk`.execute(store.db);
  expect(await record.decision(allowed("c/0"))).toMatchObject({ kind: "allow", entry: 1 });
  await record.close();
  await store.close();
});

test("closing a record whose store is gone ends all the same", async () => {
  const store = await testStore();
  const record = await openOver(store);
  await record.decision(allowed("a/0"));
  await store.close();
  await expect(record.decision(allowed("b/0"))).rejects.toMatchObject({ code: "record-unwritable" });
  await record.close();
});
