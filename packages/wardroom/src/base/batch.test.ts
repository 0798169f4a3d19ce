import fc from "fast-check";
import { expect, test } from "vitest";
import { openBatch } from "./batch.ts";

test("what comes while a write is under way is written together, in order", async () => {
  const writes: number[][] = [];
  const batch = openBatch<number, number>(async (items) => {
    writes.push([...items]);
    await new Promise((done) => setTimeout(done, 5));
    return items.map((item) => item * 2);
  });
  const first = batch.add(1);
  await new Promise((done) => setTimeout(done, 1));
  const rest = [2, 3, 4].map((item) => batch.add(item));
  expect(await Promise.all([first, ...rest])).toEqual([2, 4, 6, 8]);
  expect(writes).toEqual([[1], [2, 3, 4]]);
});

test("an item added the moment another comes back is written too", async () => {
  const batch = openBatch<number, number>(async (items) => items);
  for (let i = 0; i < 50; i++) expect(await batch.add(i)).toBe(i);
  await batch.idle();
});

test("a write that fails fails its own items, and the next goes on", async () => {
  let fail = true;
  const batch = openBatch<string, string>(async (items) => {
    if (fail) throw new Error("the disk is full");
    return items;
  });
  await expect(Promise.all([batch.add("a"), batch.add("b")])).rejects.toThrow("the disk is full");
  fail = false;
  expect(await batch.add("c")).toBe("c");
});

test("items that cannot be written fail alone, and the rest is written in order", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 40 }), async (good) => {
      const written: number[] = [];
      const batch = openBatch<number, number>(
        async (items) => {
          if (items.some((item) => !good[item])) throw new RangeError("odd");
          written.push(...items);
          return items;
        },
        { isOfOne: (error) => error instanceof RangeError },
      );
      const all = await Promise.allSettled(good.map((_, i) => batch.add(i)));
      expect(all.map(({ status }) => status === "fulfilled")).toEqual(good);
      expect(written).toEqual(good.flatMap((one, i) => (one ? [i] : [])));
    }),
  );
});
