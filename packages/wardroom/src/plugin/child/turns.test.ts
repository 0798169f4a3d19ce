import { setTimeout as wait } from "node:timers/promises";
import fc from "fast-check";
import { expect, test } from "vitest";
import { openTurns } from "./turns.ts";

const never = new AbortController().signal;

test("never more than may are inside, all get their turn, and one person does not take every place", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.constantFrom("ana", "joe", "sam"), { maxLength: 40 }), async (people) => {
      const turns = openTurns({ most: 4, mostOfOne: 2 });
      const inside: string[] = [];
      let most = 0;
      await Promise.all(
        people.map(async (person) => {
          const leave = await turns.take(person, never);
          inside.push(person);
          most = Math.max(most, inside.length);
          expect(inside.length).toBeLessThanOrEqual(4);
          expect(inside.filter((one) => one === person).length).toBeLessThanOrEqual(2);
          await new Promise((soon) => setImmediate(soon));
          inside.splice(inside.indexOf(person), 1);
          leave();
        }),
      );
      expect(inside).toEqual([]);
      if (new Set(people).size === 3 && people.length > 20) expect(most).toBeGreaterThan(1);
    }),
    { numRuns: 50 },
  );
});

test("whoever is cancelled while waiting leaves the line, and the next is not held up", async () => {
  const turns = openTurns({ most: 1, mostOfOne: 1 });
  const leave = await turns.take("ana", never);
  const cancel = new AbortController();
  const waiting = turns.take("ana", cancel.signal);
  const other = turns.take("joe", never);
  cancel.abort(new Error("never mind"));
  await expect(waiting).rejects.toThrow("never mind");
  leave();
  (await other)();
  (await Promise.race([turns.take("ana", never), wait(1_000).then(() => expect.unreachable())]))?.();
});
