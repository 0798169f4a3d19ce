import { chmod, mkdtemp, readdir, readFile, stat, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testStore } from "@wardroom/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Store } from "../store/store.ts";
import { openBlanker } from "./blank.ts";
import { openSecretKey } from "./key.ts";
import { secretResolver } from "./resolve.ts";
import { openSecrets } from "./secrets.ts";

let store: Store;
beforeAll(async () => {
  store = await testStore();
});
afterAll(() => store.close());

async function kept() {
  const folder = await mkdtemp(join(tmpdir(), "secrets-"));
  const keyFile = join(folder, "keys", "secrets.key");
  await store.db.deleteFrom("secret").execute();
  return { folder, keyFile, secrets: openSecrets({ store, keyFile }) };
}

test("a secret that was set is there for a connection, and no listing shows it", async () => {
  const { secrets, keyFile } = await kept();
  await secrets.set("EDGE", "first value", "root");
  await secrets.set("EDGE", "canary value", "sam");
  expect(await secrets.unsealed("EDGE")).toBe("canary value");
  expect(await secrets.list()).toEqual([{ name: "EDGE", setAt: expect.any(Date), setBy: "sam", opens: true }]);
  const { rows } = await store.pool.query("select secret::text as row from secret");
  expect(JSON.stringify(rows)).not.toContain(Buffer.from("canary").toString("hex"));
  expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
  expect((await stat(join(keyFile, ".."))).mode & 0o777).toBe(0o700);
});

test("a secret removed is gone, and one never set is told with what to do", async () => {
  const { secrets } = await kept();
  await secrets.set("EDGE", "canary value", "sam");
  expect(await secrets.remove("EDGE")).toBe(true);
  expect(await secrets.remove("EDGE")).toBe(false);
  await expect(secrets.unsealed("EDGE")).rejects.toMatchObject({
    code: "secret-unknown",
    say: expect.stringContaining("wardroom secret set EDGE"),
  });
});

test("a row moved to another name does not open", async () => {
  const { secrets } = await kept();
  await secrets.set("LOW", "canary value", "sam");
  await store.db.updateTable("secret").set({ name: "HIGH" }).execute();
  await expect(secrets.unsealed("HIGH")).rejects.toMatchObject({ code: "secret-unreadable" });
});

test("restored beside another key, secrets are listed as not opening", async () => {
  const { secrets } = await kept();
  await secrets.set("EDGE", "canary value", "sam");
  const elsewhere = openSecrets({ store, keyFile: join(await mkdtemp(join(tmpdir(), "secrets-")), "secrets.key") });
  expect((await elsewhere.list())[0]).toMatchObject({ name: "EDGE", opens: false });
  await expect(elsewhere.unsealed("EDGE")).rejects.toMatchObject({ code: "secret-unreadable" });
});

test.each([0o644, 0o640, 0o604, 0o620, 0o666])("a key of mode %o is refused", async (mode) => {
  const { secrets, keyFile } = await kept();
  await secrets.set("EDGE", "canary value", "sam");
  await chmod(keyFile, mode);
  await expect(secrets.unsealed("EDGE")).rejects.toMatchObject({
    code: "secret-key-exposed",
    say: expect.stringContaining("chmod 600"),
  });
  await expect(secrets.set("NEW", "canary value", "sam")).rejects.toMatchObject({ code: "secret-key-exposed" });
});

test("a key that is a link, or no key, is refused and never made anew", async () => {
  const { folder, keyFile, secrets } = await kept();
  await secrets.set("EDGE", "canary value", "sam");
  await symlink(keyFile, join(folder, "link"));
  await expect(openSecretKey(join(folder, "link"))).rejects.toMatchObject({ code: "secret-key-exposed" });
  await writeFile(keyFile, "short");
  await expect(secrets.set("EDGE", "another value", "sam")).rejects.toMatchObject({ code: "secret-key-damaged" });
  expect(await readFile(keyFile, "utf8")).toBe("short");
});

test("of many that make the key at once, all have the same one", async () => {
  const keyFile = join(await mkdtemp(join(tmpdir(), "secrets-")), "keys", "secrets.key");
  const keys = await Promise.all(Array.from({ length: 8 }, () => openSecretKey(keyFile)));
  expect(new Set(keys.map((key) => key.id)).size).toBe(1);
  expect(await readdir(join(keyFile, ".."))).toEqual(["secrets.key"]);
});

test.each(["", "-x", "a b", "a/b", "é", "x".repeat(101)])("%j is no name of a secret", async (name) => {
  const { secrets } = await kept();
  await expect(secrets.set(name, "canary value", "sam")).rejects.toMatchObject({ code: "secret-name-wrong" });
});

test("a secret too short to be kept out of logs is refused", async () => {
  const { secrets } = await kept();
  await expect(secrets.set("PIN", "12345", "sam")).rejects.toMatchObject({ code: "secret-too-short" });
});

test("a reference resolves from environment, file or store, and is blanked from then on", async () => {
  const { folder, secrets } = await kept();
  await secrets.set("EDGE", "canary-store", "sam");
  await writeFile(join(folder, "token"), "canary-file\n");
  const blanker = openBlanker();
  const resolve = secretResolver({ secrets, blanker, env: (name) => ({ TOKEN: "canary-env" })[name] });
  expect(await resolve({ env: "TOKEN" }, folder)).toBe("canary-env");
  expect(await resolve({ file: "token" }, folder)).toBe("canary-file");
  expect(await resolve({ secret: "EDGE" }, folder)).toBe("canary-store");
  expect(blanker.blank("canary-env canary-file canary-store")).toBe("[blanked] [blanked] [blanked]");
});

test("a reference to nothing says what is missing", async () => {
  const { folder, secrets } = await kept();
  await writeFile(join(folder, "empty"), "\n");
  await writeFile(join(folder, "short"), "12345");
  const resolve = secretResolver({ secrets, blanker: openBlanker(), env: () => undefined });
  await expect(resolve({ env: "TOKEN" }, folder)).rejects.toMatchObject({
    code: "secret-missing",
    say: expect.stringContaining("TOKEN is not set"),
  });
  for (const [file, say] of [
    ["none", "cannot be read"],
    ["empty", "is empty"],
    [".", "is no file"],
  ] as const) {
    await expect(resolve({ file }, folder)).rejects.toMatchObject({
      code: "secret-missing",
      say: expect.stringContaining(say),
    });
  }
  await expect(resolve({ file: "short" }, folder)).rejects.toMatchObject({ code: "secret-too-short" });
});
