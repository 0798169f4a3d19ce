import { mkdtemp, rename, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test, vi } from "vitest";
import { silentLog } from "../base/log.ts";
import type { Problem } from "./problem.ts";
import type { Snapshot } from "./read.ts";
import { type WatchedSettings, watchSettings } from "./watch.ts";

async function watched(text: string, options: { lookMs?: number } = {}) {
  const folder = await mkdtemp(join(tmpdir(), "watch-"));
  const file = join(folder, "wardroom.yaml");
  await writeFile(file, text);
  const changes: Snapshot[] = [];
  const wrong: (readonly Problem[])[] = [];
  const settings: WatchedSettings = await watchSettings({
    file,
    log: silentLog(),
    changed: (snapshot) => changes.push(snapshot),
    wrong: (problems) => wrong.push(problems),
    settleMs: 20,
    lookMs: 60_000,
    ...options,
  });
  onTestFinished(() => settings.close());
  return { folder, file, changes, wrong, settings };
}

const siteNamed = (name: string) => `site: { name: ${name} }\n`;

test("a change is taken up without a restart", async () => {
  const { file, changes, settings } = await watched(siteNamed("Old"));
  await writeFile(file, siteNamed("New"));
  await vi.waitFor(() => expect(settings.current().settings.site.name).toBe("New"));
  expect(changes).toHaveLength(1);
});

test("wrong settings leave the old ones in force and are told with line and column", async () => {
  const { file, changes, wrong, settings } = await watched(siteNamed("Old"));
  await writeFile(file, "site:\n  nam: New\n");
  await vi.waitFor(() => expect(wrong).toHaveLength(1));
  expect(wrong[0]?.[0]).toMatchObject({
    file,
    line: 2,
    column: 3,
    say: expect.stringContaining("Did you mean `name`?"),
  });
  expect(settings.current().settings.site.name).toBe("Old");
  expect(settings.problems()).toHaveLength(1);
  await writeFile(file, siteNamed("Mended"));
  await vi.waitFor(() => expect(settings.current().settings.site.name).toBe("Mended"));
  expect(settings.problems()).toEqual([]);
  expect(wrong.at(-1)).toEqual([]);
  expect(changes).toHaveLength(1);
});

test("going back to what is in force mends without a change", async () => {
  const { file, changes, wrong, settings } = await watched(siteNamed("Old"));
  await writeFile(file, "nonsense");
  await vi.waitFor(() => expect(wrong).toHaveLength(1));
  await writeFile(file, siteNamed("Old"));
  await vi.waitFor(() => expect(settings.problems()).toEqual([]));
  expect(changes).toEqual([]);
});

test("an editor that puts a new file in the place of the old one is noticed", async () => {
  const { folder, file, settings } = await watched(siteNamed("Old"));
  for (const name of ["First", "Second", "Third"]) {
    await writeFile(join(folder, ".swap"), siteNamed(name));
    await rename(join(folder, ".swap"), file);
    await vi.waitFor(() => expect(settings.current().settings.site.name).toBe(name));
  }
});

test("a file taken away leaves the settings in force, and its return is noticed", async () => {
  const { file, wrong, settings } = await watched(siteNamed("Old"));
  await rm(file);
  await vi.waitFor(() => expect(wrong).toHaveLength(1));
  expect(settings.current().settings.site.name).toBe("Old");
  await writeFile(file, siteNamed("Back"));
  await vi.waitFor(() => expect(settings.current().settings.site.name).toBe("Back"));
});

test("the inventory file is watched too, from the moment it is named", async () => {
  const { folder, file, wrong, settings } = await watched(siteNamed("Old"));
  const other = await mkdtemp(join(tmpdir(), "watch-hosts-"));
  await writeFile(join(other, "hosts.yaml"), "hosts: [{ name: web-01 }]\n");
  await writeFile(file, `inventory: ${join(other, "hosts.yaml")}\n`);
  await vi.waitFor(() => expect(settings.current().settings.inventory.map((host) => host.name)).toEqual(["web-01"]));
  await writeFile(join(other, "hosts.yaml"), "hosts: [{ name: web-02 }]\n");
  await vi.waitFor(() => expect(settings.current().settings.inventory.map((host) => host.name)).toEqual(["web-02"]));
  await writeFile(join(other, "hosts.yaml"), "hosts: 5\n");
  await vi.waitFor(() => expect(wrong.at(-1)?.[0]?.file).toBe(join(other, "hosts.yaml")));
  expect(folder).not.toBe(other);
});

test("touching the file, or writing the same again, is no change", async () => {
  const { file, changes, settings } = await watched(siteNamed("Old"));
  const before = settings.current();
  await utimes(file, new Date(), new Date());
  await writeFile(file, siteNamed("Old"));
  await settings.look();
  expect(settings.current()).toBe(before);
  expect(changes).toEqual([]);
});

test("where the system tells of nothing, looking now and then finds it", async () => {
  const { folder, file, settings } = await watched(siteNamed("Old"), { lookMs: 30 });
  // A folder moved away and back takes its watch elsewhere.
  await rename(folder, `${folder}-moved`);
  await rename(`${folder}-moved`, folder);
  await writeFile(file, siteNamed("New"));
  await vi.waitFor(() => expect(settings.current().settings.site.name).toBe("New"));
});

test("settings that are wrong at the start stop it, with every place named", async () => {
  await expect(watched("a: 1\nb: 2\n")).rejects.toMatchObject({
    code: "settings-wrong",
    say: expect.stringMatching(/:1:1 [\s\S]*:2:1 /),
  });
});

test("after closing nothing is told any more", async () => {
  const { file, changes, settings } = await watched(siteNamed("Old"));
  settings.close();
  await writeFile(file, siteNamed("New"));
  await settings.look();
  expect(changes).toEqual([]);
});
