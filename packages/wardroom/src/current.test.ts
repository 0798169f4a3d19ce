import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestBot, testBot } from "@wardroom/testkit";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { type Log, silentLog } from "./base/log.ts";
import { buildCurrent } from "./current.ts";

let bot: TestBot;
beforeAll(async () => {
  bot = await testBot();
});
afterAll(() => bot.close());

test("a policy may name the group admin, which needs no declaration, without a warning", async () => {
  const folder = await mkdtemp(join(tmpdir(), "wardroom-policies-"));
  await writeFile(
    join(folder, "keepers.cedar"),
    'permit(principal in Group::"admin", action, resource);\npermit(principal in Group::"adnim", action, resource);\n',
  );
  const { settings, registry } = bot.wardroom.current();
  const warned: string[] = [];
  const log = { ...silentLog(), warn: (_: object, say: string) => void warned.push(say) } as Log;
  await buildCurrent(
    { ...settings, policies: { ...settings.policies, folder } },
    { registry, plugins: [], problems: [] },
    log,
  );
  expect(warned).toEqual([expect.stringContaining("adnim")]);
  await rm(folder, { recursive: true });
});

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
