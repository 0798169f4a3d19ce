import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { followDocuments, isShown, stepsOf } from "./docs.ts";

const root = fileURLToPath(new URL("..", import.meta.url));
followDocuments(["README.md"]);

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
