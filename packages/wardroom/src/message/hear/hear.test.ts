import { storesUnderTest } from "@wardroom/testkit";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { silentLog } from "../../base/log.ts";
import { openAppend } from "../../log/append.ts";
import type { RoomEvent } from "../../model/event.ts";
import type { Account } from "../../model/message.ts";
import type { Store } from "../../store/store.ts";
import { heardBefore } from "./before.ts";
import { type Heard, type Incoming, openHear } from "./hear.ts";
import { openWorker, takeOver } from "./takeover.ts";

const ana = { id: "ana", name: "Ana", groups: [] };
const personOf = ({ userId }: Account) => (userId === "ana" ? ana : undefined);

describe.each(storesUnderTest)("hearing, on a store that is $name", ({ open }) => {
  let store: Store;
  beforeAll(async () => {
    store = await open();
  });
  afterAll(() => store.close());

  function hearing(worker = 1) {
    const appended: RoomEvent[] = [];
    const log = openAppend({
      store,
      worker,
      chatOf: () => undefined,
      now: () => new Date(),
      appended: (events) => appended.push(...events),
    });
    const hear = openHear({ personOf, store: log.heard, before: (item) => heardBefore(store, item) });
    return { appended, hear };
  }

  test("what is told twice is heard once, and the second telling finds the first", async () => {
    const { hear, appended } = hearing();
    const first = await hear(said("twice", "hello"));
    const second = await hear(said("twice", "hello"));
    expect(first.fresh).toBe(true);
    expect(second).toMatchObject({ fresh: false, number: first.number, message: { id: first.message.id } });
    expect(appended.map(({ message }) => message)).toEqual([first.message.id]);
  });

  test("one native id in two rooms, or of two kinds, is two happenings", async () => {
    const { hear } = hearing();
    const all = await Promise.all([
      hear(said("n1", "a")),
      hear({ ...said("n1", "a"), room: "it-ops" }),
      hear({ ...said("n1", "a"), event: { ...said("n1", "a").event, kind: "press" } }),
    ]);
    expect(all.map(({ fresh }) => fresh)).toEqual([true, true, true]);
  });

  test("a burst from many gets gapless numbers in the order it came", async () => {
    const { hear, appended } = hearing();
    const all = await Promise.all(Array.from({ length: 300 }, (_, i) => hear(said(`burst-${i}`, `line ${i}`))));
    const numbers = all.map(({ number }) => number);
    const first = numbers[0] ?? 0;
    expect(numbers).toEqual(numbers.map((_, i) => first + i));
    expect(appended.map(({ number }) => number)).toEqual(numbers);
  });

  test("two processes that append at once never give one number twice", async () => {
    const one = hearing(11);
    const two = hearing(12);
    const all = await Promise.all(
      Array.from({ length: 200 }, (_, i) => (i % 2 === 0 ? one : two).hear(said(`race-${i}`, "x"))),
    );
    expect(new Set(all.map(({ number }) => number)).size).toBe(200);
  });

  test("any text at all is stored, and one odd message does not fail those that came with it", async () => {
    const { hear } = hearing();
    let n = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.string({ unit: "binary", maxLength: 40 }), { minLength: 1, maxLength: 8 }),
        async (texts) => {
          const heard = await Promise.all(texts.map((text) => hear(said(`odd-${n++}`, `${text}\u0000\ud800`))));
          expect(heard.every(({ fresh }) => fresh)).toBe(true);
        },
      ),
      { numRuns: 30 },
    );
  });

  test("what a dead process had taken on is taken over once, and what a living one has is left to it", async () => {
    const dead = await openWorker(store, silentLog());
    const living = await openWorker(store, silentLog());
    const [left, kept] = await Promise.all([
      hearing(dead.number).hear(said("left", "who?")),
      hearing(living.number).hear(said("kept", "mine")),
    ]);
    await dead.close();
    const [a, b] = await Promise.all([openWorker(store, silentLog()), openWorker(store, silentLog())]);
    const taken = (await Promise.all([a, b].map(({ number }) => takeOver(store, number, personOf)))).flat();
    const ids = taken.map(({ id }) => id);
    expect(ids.filter((id) => id === left.message.id)).toHaveLength(1);
    expect(ids).not.toContain(kept.message.id);
    expect(taken.find(({ id }) => id === left.message.id)).toMatchObject({ text: "who?", person: ana, again: true });
    await Promise.all([living, a, b].map((worker) => worker.close()));
  });

  test("a process whose lock was cut off takes it again, and keeps what it works on", async () => {
    const cut = await openWorker(store, silentLog());
    const other = await openWorker(store, silentLog());
    const holds = `select pid from pg_locks where locktype = 'advisory' and objid = ${cut.number}
      and database = (select oid from pg_database where datname = current_database())`;
    const { pid } = (await store.pool.query(holds)).rows[0];
    await store.pool.query("select pg_terminate_backend($1)", [pid]);
    await vi.waitFor(async () => {
      const { rows } = await store.pool.query(holds);
      expect(rows).toEqual([{ pid: expect.any(Number) }]);
      expect(rows[0].pid).not.toBe(pid);
    });
    const mine = await hearing(cut.number).hear(said("after the cut", "still mine"));
    const taken = await takeOver(store, other.number, personOf);
    expect(taken.map(({ id }) => id)).not.toContain(mine.message.id);
    await Promise.all([cut, other].map((worker) => worker.close()));
  });

  test("a question that waits comes with the answer", async () => {
    const { hear } = hearing();
    const question = {
      id: "q",
      kind: "argument",
      command: "host status",
      args: {},
      asks: "host",
      expiresAt: "2100-01-01",
    };
    await store.pool.query("insert into question values ('soc', '', 'ana', 'q', $1, '2100-01-01')", [question]);
    const heard: Heard = await hear(said("answer", "web-03"));
    expect(heard.message.question).toEqual(question);
  });
});

function said(native: string, text: string): Incoming {
  return {
    platform: "wardroom",
    room: "soc",
    ownRoom: true,
    event: {
      kind: "message",
      native,
      tenant: "local",
      userId: "ana",
      room: "soc",
      direct: false,
      text,
      at: new Date(),
    },
  };
}
