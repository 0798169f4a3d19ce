import { mkdtemp, readdir, readFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { afterAll, beforeAll, expect, test } from "vitest";
import { hasPty, openPty } from "../../../../tests/pty.ts";
import { silentLog } from "../base/log.ts";
import { openStore } from "../store/open.ts";
import type { Store } from "../store/store.ts";
import { main } from "./cli.ts";

/** One server for all verbs of this file, which join it as they would join a running Wardroom. */
let data: string;
let store: Store;
beforeAll(async () => {
  data = join(await mkdtemp(join(tmpdir(), "secret-")), "data");
  store = await openStore({ dataDir: data, log: silentLog(), connections: 1 });
});
afterAll(() => store.close());

async function run(stdin: string | Buffer, ...argv: string[]) {
  let out = "";
  let err = "";
  const code = await main(argv, {
    stdin: Readable.from([stdin]),
    stdout(text) {
      out += text;
    },
    stderr(text) {
      err += text;
    },
  });
  return { code, out, err };
}

/** Every file under a folder as one text, bytes as they are. */
async function everythingIn(folder: string): Promise<string> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return (await Promise.all(files.map((file) => readFile(file, "latin1")))).join("\n");
}

test("a secret goes in by standard input and never comes out again, from any command or file", async () => {
  expect(await run("canary-4711\n", "secret", "set", "EDGE_TOKEN", "--data", data)).toMatchObject({
    code: 0,
    out: "EDGE_TOKEN is set. Settings name it by { secret: EDGE_TOKEN }.\n",
  });
  const listed = await run("", "secret", "list", "--data", data, "--json");
  expect(JSON.parse(listed.out).secrets).toEqual([
    { name: "EDGE_TOKEN", setAt: expect.any(String), setBy: expect.any(String), opens: true },
  ]);
  const plain = await run("", "secret", "list", "--data", data);
  expect(plain.out).toMatch(/^EDGE_TOKEN {2}set \d{4}-\d\d-\d\d \d\d:\d\dZ by \S+\n$/);
  for (const word of ["get", "show"])
    expect((await run("", "secret", word, "EDGE_TOKEN", "--data", data)).code).toBe(2);
  expect(await everythingIn(data)).not.toContain("canary-4711");
  expect(listed.out + plain.out).not.toContain("canary");

  expect(await run("", "secret", "remove", "EDGE_TOKEN", "--data", data)).toMatchObject({ code: 0 });
  expect(await run("", "secret", "remove", "EDGE_TOKEN", "--data", data)).toMatchObject({ code: 1, out: "" });
});

test("a secret as an argument is refused before anything is opened, and is not repeated", async () => {
  const elsewhere = join(await mkdtemp(join(tmpdir(), "secret-")), "data");
  const { code, err } = await run("", "secret", "set", "EDGE_TOKEN", "canary-4711", "--data", elsewhere);
  expect(code).toBe(2);
  expect(err).toContain("never an argument");
  expect(err).not.toContain("canary");
  expect(await readdir(join(elsewhere, ".."))).toEqual([]);
});

test("on a terminal a secret is typed unseen", async ({ skip }) => {
  if (!(await hasPty())) skip("tmux is not installed");
  const script = new URL("./secret.fixture.ts", import.meta.url).pathname;
  const pty = await openPty([process.execPath, "--conditions=source", script, "secret", "set", "EDGE", "--data", data]);
  try {
    await pty.sees("EDGE (not shown):");
    await pty.type("canary-4711x");
    await pty.press("BSpace", "Enter");
    await pty.sees("EDGE is set");
    expect(await pty.whole()).not.toContain("canary");
  } finally {
    await pty.close();
  }
});
