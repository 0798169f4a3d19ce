import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readPolicyFolder } from "./policy-file.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "policies-"));
});
afterAll(() => rm(folder, { recursive: true }));

test("the .cedar files of a folder are read in the order of their names, and nothing else is", async () => {
  await writeFile(join(folder, "b.cedar"), "// b");
  await writeFile(join(folder, "a.cedar"), "// ä");
  await writeFile(join(folder, ".a.cedar.swp"), "x");
  await writeFile(join(folder, "notes.md"), "x");
  expect(await readPolicyFolder(folder)).toEqual([
    { file: "a.cedar", text: "// ä" },
    { file: "b.cedar", text: "// b" },
  ]);
});

test("a folder that is not there has no policies", async () => {
  expect(await readPolicyFolder(join(folder, "none"))).toEqual([]);
});

test("a policy that cannot be read is an error, for it could be one that forbids", async () => {
  const broken = join(folder, "broken");
  await mkdir(join(broken, "folder.cedar"), { recursive: true });
  await expect(readPolicyFolder(broken)).rejects.toMatchObject({ code: "policy-unreadable" });
  await rm(join(broken, "folder.cedar"), { recursive: true });
  await writeFile(join(broken, "latin.cedar"), Buffer.from([0x2f, 0x2f, 0xe4]));
  await expect(readPolicyFolder(broken)).rejects.toMatchObject({
    code: "policy-unreadable",
    say: expect.stringContaining("latin.cedar"),
  });
  await expect(readPolicyFolder(join(folder, "a.cedar"))).rejects.toMatchObject({ code: "policy-unreadable" });
});
