import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readSettings } from "./read.ts";
import { settingsJsonSchema } from "./schema.ts";

const page = await readFile(new URL("../../../../docs/reference/settings.md", import.meta.url), "utf8");
const examples = [...page.matchAll(/```yaml\n([\s\S]*?)```/g)].map(([, yaml = ""]) => yaml);

test.each(examples)("the page's example is right: %#", async (yaml) => {
  const file = join(await mkdtemp(join(tmpdir(), "doc-")), "wardroom.yaml");
  await writeFile(file, yaml);
  expect(await readSettings(file)).toMatchObject({ snapshot: {} });
});

test("the page has a place for every key there is", () => {
  expect(examples.length).toBeGreaterThan(0);
  const keys = Object.keys(settingsJsonSchema()["properties"] as object);
  expect(keys.filter((key) => !new RegExp(`^## .*\\b${key}\\b`, "m").test(page))).toEqual([]);
});
