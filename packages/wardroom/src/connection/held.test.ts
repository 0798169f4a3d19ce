import { setTimeout as sleep } from "node:timers/promises";
import { defineConnection } from "@wardroom/sdk";
import { expect, test } from "vitest";
import { z } from "zod";
import { openGate } from "../base/gate.ts";
import { hold } from "./held.ts";

const connection = defineConnection({
  name: "lists",
  summary: "Lists",
  settings: z.object({}),
  open: async () => ({}),
  check: async () => "",
  memory: () => ({}),
});

function held(openMs: number) {
  const signals: AbortSignal[] = [];
  const one = hold({
    connection,
    key: "",
    gate: openGate({}),
    async open(signal) {
      signals.push(signal);
      await sleep(openMs);
      return { client: "client", secrets: new Map() };
    },
    close: async () => {},
    now: Date.now,
    openTimeoutMs: 50,
  });
  return { one, signals };
}

test("what a client does in the background may go on for as long as it is open, and ends with it", async () => {
  const { one, signals } = held(0);
  expect(await one.enter()).toBe("client");
  await sleep(120);
  expect(signals[0]?.aborted).toBe(false);
  one.leave();
  await one.retire();
  expect(signals[0]?.aborted).toBe(true);
});

test("one that takes too long to open is given up, and told to", async () => {
  const { one, signals } = held(200);
  await expect(one.enter()).rejects.toMatchObject({ code: "connection-failed" });
  expect(signals[0]?.aborted).toBe(true);
  await one.end();
});
