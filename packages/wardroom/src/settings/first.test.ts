import { mkdtemp, readFile, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { identity } from "../identity/identity.ts";
import { layOut, requireDemoSettings } from "./first.ts";
import { requireSettings } from "./read.ts";

async function start({ demo = false, osUser = "root", named = false } = {}) {
  const dataDir = join(await mkdtemp(join(tmpdir(), "first-")), "data");
  const settingsFile = join(dataDir, "wardroom.yaml");
  return { dataDir, settingsFile, settingsNamed: named, demo, osUser, zone: "UTC" };
}

test("the first start ties the owner of the data folder, as admin", async () => {
  const first = await start({ osUser: "ines" });
  expect(await layOut(first)).toBe(true);
  const { settings } = await requireSettings(first.settingsFile);
  expect(identity({ settings: () => settings }).osPerson("ines")).toMatchObject({ id: "ines", groups: ["admin"] });
  expect((await stat(first.dataDir)).mode & 0o777).toBe(0o700);
  expect((await stat(first.settingsFile)).mode & 0o777).toBe(0o600);
});

test.each(["Ünïcode Name", "DOMAIN\\user", "admin", "everyone", "1000", '"quoted"', "-", "x: y # z"])(
  "a system user called %s still makes settings that are right",
  async (osUser) => {
    const first = await start({ osUser });
    await layOut(first);
    const { settings } = await requireSettings(first.settingsFile);
    expect(settings.people[0]).toMatchObject({ name: osUser, osUser, groups: ["admin"] });
  },
);

test("the demo brings its people, rooms and hosts, and they are right", async () => {
  const first = await start({ demo: true });
  expect(await layOut(first)).toBe(true);
  const { settings } = await requireSettings(first.settingsFile);
  expect(settings.people.map((person) => person.id)).toEqual(["ana", "sam", "joe", "maya"]);
  expect(settings.rooms.map((room) => room.id)).toEqual(["general", "soc", "it-ops", "alerts"]);
  expect(settings.inventory[0]).toMatchObject({ name: "localhost", reach: "local" });
  expect(() => requireDemoSettings(settings, true)).not.toThrow();
});

test("a second start changes nothing", async () => {
  for (const demo of [false, true]) {
    const first = await start({ demo });
    await layOut(first);
    await writeFile(first.settingsFile, "# mine\n");
    expect(await layOut(first)).toBe(false);
    expect(await readFile(first.settingsFile, "utf8")).toBe("# mine\n");
  }
});

test("two that start at once make the settings once", async () => {
  for (const demo of [false, true]) {
    const first = await start({ demo });
    const made = await Promise.all([layOut(first), layOut(first), layOut(first)]);
    expect(made.filter(Boolean)).toHaveLength(1);
    await requireSettings(first.settingsFile);
  }
});

test("a settings file that was named is never made", async () => {
  const first = await start({ named: true });
  expect(await layOut(first)).toBe(false);
  await expect(requireSettings(first.settingsFile)).rejects.toThrow(/cannot be read/);
});

test("--demo is refused where real people stand", async () => {
  const first = await start();
  await layOut(first);
  const { settings } = await requireSettings(first.settingsFile);
  expect(() => requireDemoSettings(settings, true)).toThrow(/not a demo/);
  expect(() => requireDemoSettings(settings, false)).not.toThrow();
});

test("a data folder under a file is told in one sentence", async () => {
  const first = await start();
  await writeFile(first.dataDir, "");
  await expect(layOut({ ...first, dataDir: join(first.dataDir, "x") })).rejects.toMatchObject({
    code: "data-folder-unwritable",
  });
});
