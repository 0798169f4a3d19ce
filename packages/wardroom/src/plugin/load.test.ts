import { chmod, mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineCommand, definePlugin } from "@wardroom/sdk";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { z } from "zod";
import { silentLog } from "../base/log.ts";
import { type Loaded, loadPlugins } from "./load.ts";
import { type LivePlugins, watchPlugins } from "./watch.ts";

let folder: string;
const open: LivePlugins[] = [];
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "wardroom-plugins-"));
});
afterEach(async () => {
  for (const live of open.splice(0)) await live.close();
  await rm(folder, { recursive: true, force: true });
});

const environment = { PATH: "/usr/local/bin:/usr/bin:/bin" };
const needs = () => ({ builtin: [], folders: [folder], checks: [], environment, log: silentLog() });
const names = ({ registry }: Loaded) => registry.commands.map(({ command }) => command.name);

async function script(name: string, run = "#!/bin/sh\necho hi\n", at = folder): Promise<string> {
  const path = join(at, name.replaceAll(" ", "-"));
  await mkdir(path, { recursive: true });
  await writeFile(join(path, "command.yaml"), `name: ${name}\nsummary: s\nrisk: read\nexamples: [${name}]\n`);
  await writeFile(join(path, "run"), run);
  await chmod(join(path, "run"), 0o755);
  return path;
}

async function pkg(
  name: string,
  source: string,
  manifest: object = { wardroom: "./entry.ts", type: "module" },
): Promise<string> {
  const path = join(folder, name);
  await mkdir(path, { recursive: true });
  await writeFile(join(path, "package.json"), JSON.stringify({ name, ...manifest }));
  await writeFile(join(path, "entry.ts"), source);
  return path;
}

const SOURCE = `import { defineCommand, definePlugin } from "@wardroom/sdk";
import { z } from "zod";
const hello = defineCommand({ name: "hello there", summary: "Says hello", args: z.object({}), examples: ["hello there"], risk: "read", run: async () => "hello" });
export const plugin = definePlugin({ name: "NAME", summary: "Greets", commands: [hello] });
`;

const builtin = definePlugin({
  name: "wardroom",
  summary: "Wardroom's own",
  commands: [
    defineCommand({
      name: "help",
      summary: "Helps",
      args: z.object({}),
      examples: ["help"],
      risk: "read",
      run: async () => "",
    }),
  ],
});

test("builtins, packages, scripts in folders of folders, and checks become one registry", async () => {
  await script("disk space");
  await script("open ports", undefined, join(folder, "net", "local"));
  await pkg("greet", SOURCE.replace("NAME", "greet"));
  const checks = [{ name: "true check", summary: "Is true", run: ["true"] }];
  const loaded = await loadPlugins({ ...needs(), builtin: [builtin], checks });
  expect(loaded.problems).toEqual([]);
  expect(loaded.registry.commands.map(({ command, origin, plugin }) => [command.name, origin, plugin])).toEqual([
    ["disk space", "script", "disk-space"],
    ["hello there", "plugin", "greet"],
    ["help", "builtin", "wardroom"],
    ["open ports", "script", "open-ports"],
    ["true check", "check", "checks"],
  ]);
  expect(loaded.plugins.map(({ name }) => name)).toEqual(["wardroom", "greet"]);
});

test("each broken one is named and all others load", async () => {
  await script("good one");
  await script("bad one", "echo no interpreter\n");
  await script("help");
  await symlink("/etc", join(await script("linked one"), "etc"));
  await pkg("throws", "throw new Error('at load');\n");
  await pkg("empty", "export const nothing = 1;\n");
  await pkg("outside", SOURCE, { wardroom: "../greet.ts" });
  const checks = [{ name: "missing check", summary: "s", run: ["check_nothing_like_this"] }];
  const { registry, problems } = await loadPlugins({ ...needs(), builtin: [builtin], checks });
  expect(registry.commands.map(({ command }) => command.name)).toEqual(["good one", "help"]);
  expect(Object.fromEntries(problems.map(({ where, say }) => [where, say]))).toEqual({
    "bad-one": expect.stringMatching(/no first line/),
    help: expect.stringMatching(/wardroom already/),
    "linked-one": expect.stringMatching(/etc is a link to a folder/),
    throws: expect.stringMatching(/cannot be loaded: at load/),
    empty: expect.stringMatching(/exports no plugin/),
    outside: expect.stringMatching(/lies outside/),
    "missing check": expect.stringMatching(/no program check_nothing/),
  });
});

test("a folder that is not there holds nothing, and a script folder may be named itself", async () => {
  const path = await script("disk space");
  expect(names(await loadPlugins({ ...needs(), folders: [join(folder, "none"), path] }))).toEqual(["disk space"]);
});

test("a package that changed keeps its code and version until the next start, and says so", async () => {
  const path = await pkg("stays", SOURCE.replace("NAME", "stays"));
  const before = await loadPlugins(needs());
  await writeFile(join(path, "entry.ts"), SOURCE.replace("NAME", "stays").replace('=> "hello"', '=> "bye"'));
  const after = await loadPlugins(needs());
  expect(after.registry.find("hello there")?.version).toBe(before.registry.find("hello there")?.version);
  expect(after.problems[0]?.say).toMatch(/until Wardroom is started again/);
});

async function watching(lookMs = 60_000): Promise<{ live: LivePlugins; changes: Loaded[] }> {
  const changes: Loaded[] = [];
  const { folders, checks, ...rest } = needs();
  const live = await watchPlugins({
    ...rest,
    sources: () => ({ folders, checks }),
    changed: (loaded) => changes.push(loaded),
    lookMs,
  });
  open.push(live);
  return { live, changes };
}

test("a script that is dropped in is a command a moment later, a change is another version, and a removed one is gone", async () => {
  const { live } = await watching();
  expect(names(live.current())).toEqual([]);
  const path = await script("disk space");
  await vi.waitFor(() => expect(names(live.current())).toEqual(["disk space"]), 2_000);
  const first = live.current().registry.find("disk space")?.version;
  await writeFile(join(path, "run"), "#!/bin/sh\necho other\n");
  await vi.waitFor(() => expect(live.current().registry.find("disk space")?.version).not.toBe(first), 2_000);
  await rm(path, { recursive: true });
  await vi.waitFor(() => expect(names(live.current())).toEqual([]), 2_000);
});

test("where the system tells nothing, the regular look finds it, also in a folder made later", async () => {
  await rm(folder, { recursive: true });
  const { live } = await watching(200);
  await script("disk space");
  await vi.waitFor(() => expect(names(live.current())).toEqual(["disk space"]), 3_000);
});

test("a folder that is still being written waits until it is whole", async () => {
  const { live, changes } = await watching();
  const half = await mkdtemp(join(tmpdir(), "wardroom-half-"));
  await script("slow copy", "#!/bin/sh\necho hi\n", half);
  await mkdir(join(folder, "slow-copy"));
  await rename(join(half, "slow-copy", "command.yaml"), join(folder, "slow-copy", "command.yaml"));
  await new Promise((resolve) => setTimeout(resolve, 150));
  await rename(join(half, "slow-copy", "run"), join(folder, "slow-copy", "run"));
  await vi.waitFor(() => expect(names(live.current())).toEqual(["slow copy"]), 2_000);
  expect(changes).toHaveLength(1);
  expect(changes[0]?.problems).toEqual([]);
  await rm(half, { recursive: true });
});

test("what breaks is told once, what was in force for the others stays, and mending it brings it back", async () => {
  await script("good one");
  const path = await script("other one");
  const { live, changes } = await watching();
  await writeFile(join(path, "command.yaml"), "name: [");
  await vi.waitFor(() => expect(names(live.current())).toEqual(["good one"]), 2_000);
  expect(live.current().problems).toEqual([{ where: "other-one", say: expect.stringMatching(/command\.yaml:1:8/) }]);
  await script("other one");
  await vi.waitFor(() => expect(names(live.current())).toEqual(["good one", "other one"]), 2_000);
  expect(changes).toHaveLength(2);
});
