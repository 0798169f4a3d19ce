import { chmod, mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestBot, testBot } from "@wardroom/testkit";
import { afterAll, beforeAll, expect, test, vi } from "vitest";

let bot: TestBot;
beforeAll(async () => {
  bot = await testBot();
});
afterAll(() => bot.close());

const patience = { timeout: 15_000, interval: 200 };

test("a policy that is put in or taken out counts a moment later, and one that is wrong changes nothing", async () => {
  const file = join(bot.dataDir, "policies", "quiet.cedar");
  await writeFile(file, 'forbid(principal == Person::"joe", action == Action::"history", resource);\n');
  await vi.waitFor(async () => expect(await bot.says("joe", "history")).toContain("quiet.cedar:1"), patience);
  await writeFile(file, 'forbid(principal, action == Action::"no such command", resource);\n');
  await new Promise((later) => setTimeout(later, 2_500));
  expect(await bot.says("joe", "history")).toContain("quiet.cedar:1");
  await rm(file);
  await vi.waitFor(async () => expect(await bot.says("joe", "history")).not.toContain("quiet.cedar"), patience);
});

test("settings and scripts are taken up while it runs", async () => {
  const folder = join(bot.dataDir, "plugins", "tide");
  await mkdir(folder);
  await writeFile(
    join(folder, "command.yaml"),
    "name: tide now\nsummary: Say how the tide is\nrisk: read\nexamples: [tide now]\n",
  );
  await writeFile(join(folder, "run"), '#!/bin/sh\necho \'{"say": "ebb"}\'\n');
  await chmod(join(folder, "run"), 0o755);
  await vi.waitFor(async () => expect(await bot.says("ana", "tide now")).toBe("ebb"), patience);
});
