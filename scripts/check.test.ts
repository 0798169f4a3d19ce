import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { compareCodes } from "./docs.mjs";

const page = "# Errors\n\n## one-code\nIt happened. Do this.\n\n## gone-code\nIt happened. Do this.\n";

test("a code without a heading, a heading without a code, and a code that is no code are all found", () => {
  const sources = [
    ["a.ts", 'throw new Fault("one-code", "x");'],
    ["b.ts", 'const f = () =>\n  new Fault(\n    "two-code",\n    "x",\n  );'],
    ["c.ts", 'return fault("three-code", "x"); new Fault("BadCode", "x");'],
  ];
  expect(compareCodes(sources, page)).toEqual([
    'c.ts: "BadCode" is no code in kebab-case',
    "docs/reference/errors.md has no heading for two-code (b.ts)",
    "docs/reference/errors.md has no heading for BadCode (c.ts)",
    "docs/reference/errors.md has no heading for three-code (c.ts)",
    "docs/reference/errors.md tells of gone-code, which nothing raises",
  ]);
});

test("codes and headings that match are nothing to speak of", () => {
  expect(compareCodes([["a.ts", 'new Fault("one-code", ""); new Fault("gone-code", "")']], page)).toEqual([]);
});

test("a bench that is not there lists those that are, and is wrong usage", async () => {
  const bench = new URL("./bench.mjs", import.meta.url).pathname;
  const failed = await promisify(execFile)(process.execPath, [bench, "nothing-of-the-kind"]).catch((error) => error);
  expect(failed).toMatchObject({ code: 2 });
  expect(failed.stderr).toMatch(/one of: .*record/);
});
