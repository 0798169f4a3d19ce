import { defineCommand, definePlugin } from "@wardroom/sdk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { type TestBot, testBot } from "./bot.ts";

const plugin = definePlugin({
  name: "echo",
  summary: "Says things back",
  commands: [
    defineCommand({
      name: "echo",
      summary: "Say it back",
      args: z.object({ text: z.string() }),
      examples: ["echo hello"],
      risk: "read",
      run: async ({ args }) => args.text,
    }),
    defineCommand({
      name: "slow",
      summary: "Take a while",
      args: z.object({}),
      examples: ["slow"],
      risk: "read",
      async run({ progress }) {
        progress("half way", 0.5);
        await new Promise((done) => setTimeout(done, 600));
        return "done at last";
      },
    }),
    defineCommand({
      name: "ask",
      summary: "Offer a button",
      args: z.object({}),
      examples: ["ask"],
      risk: "read",
      run: async () => ({
        card: { title: "Well?", blocks: [], actions: [{ label: "Echo it", says: "echo pressed" }] },
      }),
    }),
  ],
});

let bot: TestBot;
beforeAll(async () => {
  bot = await testBot({ plugins: [plugin] });
});
afterAll(() => bot.close());

test("a read is decided, run, recorded and answered", async () => {
  expect(await bot.says("ana", "echo hello there")).toBe("hello there");
  expect(await bot.record()).toEqual(["allow", "done"]);
});

test("in a room nothing is answered that is not meant for Wardroom", async () => {
  expect(await bot.says("ana", "lunch?", { room: "soc" })).toBe("");
  expect(await bot.says("ana", "@wardroom echo hi", { room: "soc" })).toBe("hi");
});

test("what takes a while is shown as running, and the answer takes its place", async () => {
  expect(await bot.says("ana", "slow")).toContain("done at last");
  expect(bot.replies).toHaveLength(1);
});

test("a missing argument is asked for, and the answer in words completes the call", async () => {
  expect(await bot.says("ana", "echo")).toMatch(/text/);
  expect(await bot.says("ana", "now I know")).toBe("now I know");
});

test("a button says its words as the person who presses it", async () => {
  await bot.says("ana", "@wardroom ask", { room: "soc" });
  expect(await bot.clicks("sam", "Echo it")).toBe("pressed");
});
