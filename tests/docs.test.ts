import { globSync } from "node:fs";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { serverProcess } from "./crash/server.ts";
import { BESIDE, follow, isShown, stepsOf } from "./docs.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
const documents = ["README.md", ...globSync("docs/guide/*.md", { cwd: root })].sort();
const texts = await Promise.all(
  documents.map(async (file) => [file, await readFile(join(root, file), "utf8")] as const),
);
const followed = texts.filter(([, text]) => stepsOf(text).some(({ kind }) => kind === "line"));

test("there are documents to follow", () => {
  expect(followed.map(([file]) => file)).toContain("README.md");
});

test.each(followed)(
  "whoever follows %s sees what it shows",
  async (_, text) => {
    const folder = await mkdtemp(join(tmpdir(), "wardroom-docs-"));
    const server = text.includes(BESIDE) ? await serverProcess({ dataDir: join(folder, ".wardroom") }) : undefined;
    try {
      await server?.start();
      for (const step of stepsOf(text)) {
        const instead = await follow(step, folder);
        if (instead !== undefined && step.kind === "line") expect(instead, `$ ${step.line}`).toBe(step.shows);
      }
    } finally {
      await server?.stop();
      await rm(folder, { recursive: true, force: true });
    }
  },
  240_000,
);

test("a document that shows what is not so is found", async () => {
  const [step] = stepsOf("```console\n$ echo one; echo two\none\n…\n```\n");
  if (step?.kind !== "line") throw new Error("no line was read");
  expect(step).toEqual({ kind: "line", line: "echo one; echo two", shows: "one\n…\n" });
  expect(isShown("one\ntwo\n", step.shows)).toBe(true);
  expect(isShown("one\n", step.shows)).toBe(true);
  expect(isShown("two\none\n", step.shows)).toBe(false);
  expect(isShown("one\ntwo\n", "one\n")).toBe(false);
  expect(isShown("one (2 ms)\n", "one (… ms)\n")).toBe(true);
  expect(isShown("one.\n", "one?\n")).toBe(false);
});

test("each thing that ARCHITECTURE says always holds is held by tests that are there", async () => {
  const architecture = await readFile(join(root, "ARCHITECTURE.md"), "utf8");
  const section = architecture.split("## What always holds\n")[1]?.split("\n## ")[0] ?? "";
  const rows = section.split("\n").filter((line) => /^\| (?!always |---)/.test(line));
  expect(rows.length).toBeGreaterThan(15);
  for (const row of rows) {
    const held = [...row.matchAll(/\]\((\S+?)\)((?:,? "[^"]+")+)/g)];
    expect(held.length, row).toBeGreaterThan(0);
    for (const [, file = "", names = ""] of held) {
      const tests = await readFile(join(root, file), "utf8");
      for (const [, name = ""] of names.matchAll(/"([^"]+)"/g))
        expect(tests.includes(`"${name}"`) || tests.includes(`${name}\``), `"${name}" in ${file}`).toBe(true);
    }
  }
});
