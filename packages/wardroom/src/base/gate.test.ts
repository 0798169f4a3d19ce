import { setTimeout as sleep } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openGate } from "./gate.ts";

const patient = new AbortController().signal;

test("without limits everybody goes in at once", async () => {
  const gate = openGate({});
  await Promise.all(Array.from({ length: 100 }, () => gate.enter(patient)));
});

test("never more than allowed are inside, all get in, and in the order they came", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.integer({ min: 1, max: 5 }),
      fc.array(fc.nat(2), { maxLength: 30 }),
      async (parallel, works) => {
        const gate = openGate({ parallel });
        let inside = 0;
        const came: number[] = [];
        await Promise.all(
          works.map(async (turns, i) => {
            const leave = await gate.enter(patient);
            came.push(i);
            expect(++inside).toBeLessThanOrEqual(parallel);
            for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate);
            inside--;
            leave();
            leave();
          }),
        );
        expect(came).toEqual(works.map((_, i) => i));
      },
    ),
    { numRuns: 50 },
  );
});

test("no second sees more beginnings than allowed", async () => {
  const gate = openGate({ perSecond: 20 });
  const began: number[] = [];
  const start = performance.now();
  await Promise.all(
    Array.from({ length: 32 }, async () => {
      (await gate.enter(patient))();
      began.push(performance.now() - start);
    }),
  );
  // Twenty at once, then one each 50 ms.
  expect(began.filter((ms) => ms < 45)).toHaveLength(20);
  expect(began.at(-1)).toBeGreaterThanOrEqual(590);
});

test("who gives up leaves the line, and those behind go in", async () => {
  const gate = openGate({ parallel: 1 });
  const leave = await gate.enter(patient);
  const impatient = new AbortController();
  const given = gate.enter(impatient.signal);
  const next = gate.enter(patient);
  impatient.abort(new Error("cancelled"));
  await expect(given).rejects.toThrow("cancelled");
  leave();
  (await next)();
  await expect(gate.enter(AbortSignal.abort(new Error("late")))).rejects.toThrow("late");
});

test("a call that waits for its turn in time does not hold up the process for ever", async () => {
  const gate = openGate({ perSecond: 1000 });
  for (let i = 0; i < 5; i++) (await gate.enter(patient))();
  await sleep(1);
  await gate.enter(patient);
});
