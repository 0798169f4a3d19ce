import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { main } from "./cli.ts";
import type { Io } from "./io.ts";

async function run(...argv: string[]): Promise<{ code: number; out: string; err: string }> {
  let out = "";
  let err = "";
  const io: Io = {
    stdin: Readable.from([]),
    stdout: (text) => {
      out += text;
    },
    stderr: (text) => {
      err += text;
    },
  };
  return { code: await main(argv, io), out, err };
}

test("help lists every verb, and a verb's own help shows its flags", async () => {
  const { code, out } = await run("--help");
  expect(code).toBe(0);
  for (const verb of ["up", "chat", "say", "explain"]) expect(out).toContain(`wardroom ${verb} `);
  expect(await run("say", "--help")).toMatchObject({ code: 0, out: expect.stringContaining("say TEXT [--as NAME]") });
  expect(await run("help", "up")).toMatchObject({ code: 0, out: expect.stringContaining("--port N") });
});

test("a version is told", async () => {
  expect(await run("--version")).toMatchObject({ code: 0, out: expect.stringMatching(/^wardroom \d+\.\d+\.\d+\n$/) });
});

test("wrong usage exits with 2 and says what was meant", async () => {
  expect(await run()).toMatchObject({ code: 2, out: "" });
  expect(await run("sya", "help")).toMatchObject({
    code: 2,
    err: expect.stringContaining('Did you mean "wardroom say"?'),
  });
  expect(await run("constructor")).toMatchObject({ code: 2 });
  expect(await run("say", "help", "--jsn")).toMatchObject({
    code: 2,
    err: expect.stringContaining("Did you mean --json?"),
  });
  expect(await run("say", "help", "--as")).toMatchObject({ code: 2, err: expect.stringContaining("--as") });
  expect(await run("say")).toMatchObject({ code: 2, err: expect.stringContaining("Say what?") });
  expect(await run("up", "--port", "http")).toMatchObject({ code: 2, err: expect.stringContaining("4620") });
  expect(await run("up", "now")).toMatchObject({ code: 2 });
});

test("with --json wrong usage is a document too", async () => {
  const { code, out } = await run("say", "--json");
  expect(code).toBe(2);
  expect(JSON.parse(out)).toMatchObject({ error: { code: "wrong-usage" } });
});
