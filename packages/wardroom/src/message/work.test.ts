import { expect, test, vi } from "vitest";
import { silentLog } from "../base/log.ts";
import type { Message } from "../model/message.ts";
import { openWork } from "./work.ts";

const message = { id: "m1" } as Message;

test("an answer that cannot be written is tried again, as one that was begun before", async () => {
  const tries: (boolean | undefined)[] = [];
  const work = openWork(async ({ again }) => {
    tries.push(again);
    if (tries.length < 2) throw new Error("the store is gone");
  }, silentLog());
  work.begin(message);
  await work.over("m1");
  expect(tries).toEqual([undefined, true]);
});

test("the end does not wait for a store that is gone: what is not written is taken up at the next start", async () => {
  let tries = 0;
  const work = openWork(async () => {
    tries++;
    throw new Error("the store is gone");
  }, silentLog());
  work.begin(message);
  await vi.waitFor(() => expect(tries).toBe(2));
  const started = performance.now();
  await work.end();
  expect(performance.now() - started).toBeLessThan(500);
  expect(tries).toBe(2);
});

test("the end waits for what is being answered", async () => {
  let answered = false;
  const work = openWork(async () => {
    await new Promise((soon) => setTimeout(soon, 50));
    answered = true;
  }, silentLog());
  work.begin(message);
  await work.end();
  expect(answered).toBe(true);
});
