import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { plugin } from "./plugin.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "wardroom-plugin-"));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

/** Calls the verb as a shell would. */
async function wardroomPlugin(...args: string[]) {
  let stdout = "";
  let stderr = "";
  const io = {
    stdin: Readable.from([]),
    stdout: (text: string) => {
      stdout += text;
    },
    stderr: (text: string) => {
      stderr += text;
    },
  };
  return { code: await plugin(args, io), stdout, stderr };
}

async function checked(folder: string) {
  const { code, stdout } = await wardroomPlugin("check", folder, "--json");
  const { ok, findings } = JSON.parse(stdout) as {
    ok: boolean;
    findings: { mark: string; what: string; say: string }[];
  };
  expect(code).toBe(ok ? 0 : 1);
  return { ok, findings, bad: findings.filter(({ mark }) => mark === "bad").map(({ what, say }) => `${what}: ${say}`) };
}

const has = (program: string) => spawnSync(program, ["--version"]).status === 0;

test.each([
  ["a script in bash", ["--script", "bash"], "bash"],
  ["a script in Python", ["--script", "python"], "python3"],
  ["a script for Node", ["--script", "node"], "node"],
])("%s that was just made passes its check, every example run", async (_what, args, program) => {
  if (!has(program) && process.env["CI"] === undefined) return console.warn(`${program} is not installed: skipped`);
  const name = `made-${args[1]}`;
  expect((await wardroomPlugin("new", name, "--dir", dir, ...args)).code).toBe(0);
  const { bad, findings } = await checked(join(dir, name));
  expect(bad).toEqual([]);
  expect(findings.map(({ mark }) => mark)).toEqual(["ok", "ok", "ok", "ok"]);
});

test("a package that was just made passes its check and its own tests, and fails once they do", async () => {
  await wardroomPlugin("new", "made-package", "--dir", dir);
  const { bad, findings } = await checked(join(dir, "made-package"));
  expect(bad).toEqual([]);
  expect(findings.at(-1)).toMatchObject({ what: "tests", say: "2 of its own passed" });
  const path = join(dir, "made-package", "plugin.test.ts");
  await writeFile(path, (await readFile(path, "utf8")).replace("9 KiB", "8 KiB"));
  expect((await checked(join(dir, "made-package"))).bad).toContainEqual(
    expect.stringMatching(/^tests: 1 of its own failed: not ok/),
  );
});

test.each([
  ["a line that is no call", 'examples: ["tri it x y z"]', /"tri it x y z": is not understood/],
  [
    "a sentence that means something else",
    "examples: [{say: try 3 of it, means: {n: 4}}]",
    /means \{"n":3\}, not \{"n":4\}/,
  ],
  ["a run that fails", 'examples: ["try it 1"]', /failed: nothing found/],
])("the check goes red for an example with %s", async (_what, examples, expected) => {
  const folder = await mkdtemp(join(dir, "red-"));
  const yaml = `name: try it\nsummary: s\nrisk: read\nargs: {n: {type: integer, default: 1}}\nphrases: ["try {n} of it"]\n${examples}\n`;
  await writeFile(join(folder, "command.yaml"), yaml);
  await writeFile(join(folder, "run"), "#!/bin/sh\necho nothing found; exit 1\n", { mode: 0o755 });
  const { ok, bad } = await checked(folder);
  expect(ok).toBe(false);
  expect(bad.join("\n")).toMatch(expected);
});

test("the check goes red for a folder with nothing in it, or none", async () => {
  expect((await checked(await mkdtemp(join(dir, "empty-")))).bad[0]).toMatch(/no command\.yaml/);
  expect((await checked(join(dir, "none"))).bad[0]).toMatch(/no such folder/);
});

test("the examples that come with Wardroom pass", async () => {
  const { bad, findings } = await checked(fileURLToPath(new URL("../../../../examples/scripts", import.meta.url)));
  expect(bad).toEqual([]);
  expect(findings.length).toBeGreaterThanOrEqual(12);
});

test("a name that cannot be one, a folder that is there, and words that mean nothing are refused", async () => {
  await expect(wardroomPlugin("new", "Über", "--dir", dir)).rejects.toMatchObject({ code: "plugin-new" });
  await wardroomPlugin("new", "twice", "--dir", dir, "--script", "bash");
  await expect(wardroomPlugin("new", "twice", "--dir", dir)).rejects.toMatchObject({ code: "plugin-new" });
  await expect(wardroomPlugin("new", "x", "--script", "cobol")).rejects.toMatchObject({ code: "wrong-usage" });
  await expect(wardroomPlugin("frobnicate")).rejects.toMatchObject({ code: "wrong-usage" });
});
