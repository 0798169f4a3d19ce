import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { main } from "./cli.ts";

async function run(...argv: string[]) {
  let out = "";
  let err = "";
  const code = await main(argv, {
    stdin: Readable.from([]),
    stdout(text) {
      out += text;
    },
    stderr(text) {
      err += text;
    },
  });
  return { code, out, err };
}

test("settings are checked without starting anything", async () => {
  const folder = await mkdtemp(join(tmpdir(), "settings-"));
  const file = join(folder, "wardroom.yaml");
  await writeFile(file, "site: { name: Here }\n");
  expect(await run("settings", "check", file)).toEqual({ code: 0, out: `${file} is right.\n`, err: "" });
  expect(await run("settings", "check", "--data", folder)).toMatchObject({ code: 0 });
  await writeFile(file, "sites: {}\n");
  expect(await run("settings", "check", file)).toMatchObject({
    code: 1,
    out: `${file}:1:1 Nothing is called \`sites\` here. Did you mean \`site\`?\n`,
  });
  expect(JSON.parse((await run("settings", "check", file, "--json")).out)).toMatchObject({
    valid: false,
    problems: [{ line: 1, column: 1, path: "sites" }],
  });
});

test("the JSON Schema for editors names what may stand where", async () => {
  const schema = JSON.parse((await run("settings", "schema")).out);
  expect(schema).toMatchObject({ $schema: expect.stringContaining("2020-12"), additionalProperties: false });
  expect(Object.keys(schema.properties)).toEqual(
    expect.arrayContaining(["people", "rooms", "inventory", "connections", "checks"]),
  );
  expect(schema.required ?? []).toEqual([]);
  expect(JSON.parse((await run("settings", "schema", "inventory")).out)).toMatchObject({ required: ["hosts"] });
});

test("anything else is wrong usage", async () => {
  expect((await run("settings")).code).toBe(2);
  expect((await run("settings", "chekc")).code).toBe(2);
});
