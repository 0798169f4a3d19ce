import { chmod, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openRecordKey } from "./key.ts";

let folder: string;
beforeEach(async () => {
  folder = join(await mkdtemp(join(tmpdir(), "record-key-")), "keys");
});
afterEach(() => rm(join(folder, ".."), { recursive: true }));

test("the key is made once, for its owner alone, with the public half beside it", async () => {
  const first = await openRecordKey(folder, "wardroom/test");
  expect((await stat(join(folder, "record.key"))).mode & 0o777).toBe(0o600);
  expect(await readFile(join(folder, "record.pub"), "utf8")).toBe(`${first.verifier.text}\n`);
  expect((await openRecordKey(folder)).verifier.text).toBe(first.verifier.text);
});

test("several that start at once end up with one key", async () => {
  const keys = await Promise.all(Array.from({ length: 8 }, () => openRecordKey(folder)));
  expect(new Set(keys.map((key) => key.verifier.text)).size).toBe(1);
});

test("a key that others may read, a damaged one and another name are each refused in words", async () => {
  await openRecordKey(folder, "wardroom/test");
  await expect(openRecordKey(folder, "wardroom/other")).rejects.toMatchObject({ code: "record-origin-differs" });
  await expect(openRecordKey(folder, "two words")).rejects.toMatchObject({ code: "record-origin-invalid" });
  await chmod(join(folder, "record.key"), 0o640);
  await expect(openRecordKey(folder)).rejects.toMatchObject({ code: "record-key-open" });
  await writeFile(join(folder, "record.key"), "damaged", { mode: 0o600 });
  await chmod(join(folder, "record.key"), 0o600);
  await expect(openRecordKey(folder)).rejects.toMatchObject({ code: "record-key-damaged" });
});
