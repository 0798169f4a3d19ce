import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { compilePolicies } from "./compile.ts";
import { registry } from "./judge.fixture.ts";

test("every policy in the reference is one that Wardroom accepts", () => {
  const page = readFileSync(new URL("../../../../../docs/reference/policies.md", import.meta.url), "utf8");
  const blocks = [...page.matchAll(/```cedar\n([\s\S]*?)```/g)].map(([, text], i) => ({
    file: `${i}.cedar`,
    text: text as string,
  }));
  expect(blocks.length).toBeGreaterThanOrEqual(3);
  const compiled = compilePolicies(blocks, registry);
  expect(compiled.problems).toBeUndefined();
  expect(compiled.policies && compiled.warnings).toEqual([]);
});
