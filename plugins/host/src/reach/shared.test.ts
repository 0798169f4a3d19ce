import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { openShared } from "./shared.ts";

const never = new AbortController().signal;

test("who asks the same at the same time gets one answer, and who asks later a new one", async () => {
  const shared = openShared<number>();
  let runs = 0;
  const work = async () => {
    const run = ++runs;
    await sleep(20);
    return run;
  };
  expect(await Promise.all([1, 2, 3].map(() => shared("a", never, work)))).toEqual([1, 1, 1]);
  expect(await Promise.all([shared("a", never, work), shared("b", never, work)])).toEqual([2, 3]);
});

test("one who leaves leaves alone; when all have left the work is called off, and the next begins anew", async () => {
  const shared = openShared<string>();
  const stopped: string[] = [];
  const work = (name: string) => (signal: AbortSignal) =>
    new Promise<string>((resolve) => {
      const timer = setTimeout(() => resolve(name), 100);
      signal.addEventListener("abort", () => {
        clearTimeout(timer);
        stopped.push(name);
        resolve("stopped");
      });
    });
  const [one, two] = [new AbortController(), new AbortController()];
  const first = shared("a", one.signal, work("first"));
  const second = shared("a", two.signal, work("never begun"));
  one.abort(new Error("left"));
  await expect(first).rejects.toThrow("left");
  expect(await second).toBe("first");
  expect(stopped).toEqual([]);

  const third = new AbortController();
  const alone = expect(shared("a", third.signal, work("third"))).rejects.toThrow("left");
  third.abort(new Error("left"));
  expect(await shared("a", never, work("fourth"))).toBe("fourth");
  await alone;
  expect(stopped).toEqual(["third"]);
});

test("work that fails fails for all, and is not kept", async () => {
  const shared = openShared<string>();
  const fail = () => Promise.reject(new Error("no"));
  const both = await Promise.allSettled([shared("a", never, fail), shared("a", never, fail)]);
  expect(both.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  expect(await shared("a", never, async () => "yes")).toBe("yes");
});
