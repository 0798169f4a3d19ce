import { defineCommand, definePlugin } from "@wardroom/sdk";
import { type TestBot, testBot, testStore } from "@wardroom/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Store } from "wardroom/internal/store/store";
import { z } from "zod";

let ran = 0;
const counting = definePlugin({
  name: "counting",
  summary: "Counts how often it ran",
  commands: [
    defineCommand({
      name: "count up",
      summary: "Counts up",
      args: z.strictObject({}),
      examples: ["count up"],
      risk: "read",
      run: async () => `counted ${++ran}`,
    }),
  ],
});

let store: Store;
let bot: TestBot;
beforeAll(async () => {
  store = await testStore();
  bot = await testBot({ store, plugins: [counting] });
});
afterAll(async () => {
  await bot.close();
  await store.close();
});

test("while the record cannot take an entry nothing runs and the person is told; afterwards it goes on", async () => {
  expect(await bot.says("ana", "count up")).toContain("counted 1");
  await store.pool.query("alter table entry add constraint full_disk check (kind <> 'decision') not valid");
  expect(await bot.says("ana", "count up")).toContain("Nothing runs unrecorded");
  expect(ran).toBe(1);
  await store.pool.query("alter table entry drop constraint full_disk");
  expect(await bot.says("ana", "count up")).toContain("counted 2");
  expect(await bot.record()).toEqual(["allow", "done", "allow", "done"]);
});
