import { execFileSync, spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { MODULES, ROOT } from "./node.mjs";

/** A package of Wardroom's shape whose command line says how it was started. */
let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "wardroom-bin-"));
  lay(join(dir, "checkout"), "src/cli/cli.ts");
  lay(join(dir, "node_modules/wardroom"), "dist/cli/cli.js");
});
afterAll(() => rmSync(dir, { recursive: true }));

function lay(at: string, cli: string): void {
  for (const folder of ["bin", join(cli, "..")]) mkdirSync(join(at, folder), { recursive: true });
  copyFileSync(join(ROOT, "packages/wardroom/bin/wardroom.js"), join(at, "bin/wardroom.js"));
  writeFileSync(join(at, "package.json"), '{"type":"module"}');
  writeFileSync(
    join(at, cli),
    `export async function main(argv) {
      const source = process.execArgv.includes("--conditions=source");
      const end = new Promise((resolve) => process.once("SIGTERM", () => resolve(7)));
      process.stdout.write(JSON.stringify({ argv, source, major: parseInt(process.versions.node) }) + "\\n");
      if (argv[0] !== "wait") return Number(argv[0]);
      const awake = setInterval(() => {}, 1000);
      const code = await end;
      clearInterval(awake);
      return code;
    }`,
  );
}

function start(node: string, at: string, ...args: string[]) {
  const child = spawn(node, [join(dir, at, "bin/wardroom.js"), ...args]);
  const said = { out: "", err: "" };
  const spoke = new Promise<void>((resolve) => {
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      said.out += text;
      resolve();
    });
  });
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    said.err += text;
  });
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  return { child, said, spoke, ended };
}

/** A Node on this machine that is too old to run Wardroom by itself. */
const old = (process.env["PATH"] ?? "")
  .split(delimiter)
  .map((folder) => join(folder, "node"))
  .find((path) => existsSync(path) && majorOf(path) < 24);

function majorOf(path: string): number {
  return Number.parseInt(execFileSync(path, ["-v"], { encoding: "utf8" }).slice(1), 10);
}

test("a checkout runs from source, an installed package from what was built; arguments and exit code go through", async () => {
  const checkout = start(process.execPath, "checkout", "3", "two words", "--flag");
  expect(await checkout.ended).toBe(3);
  expect(JSON.parse(checkout.said.out)).toMatchObject({ argv: ["3", "two words", "--flag"], source: true });
  const installed = start(process.execPath, "node_modules/wardroom", "0");
  expect(await installed.ended).toBe(0);
  expect(JSON.parse(installed.said.out)).toMatchObject({ argv: ["0"], source: false });
});

test("a signal reaches the command line", async () => {
  const { child, spoke, ended } = start(process.execPath, "checkout", "wait");
  await spoke;
  child.kill("SIGTERM");
  expect(await ended).toBe(7);
});

describe.runIf(old !== undefined)("under a Node that is too old", () => {
  test("without a newer one beside it, it says so in one sentence", async () => {
    const { said, ended } = start(String(old), "checkout", "0");
    expect(await ended).toBe(1);
    expect(said.out).toBe("");
    expect(said.err).toMatch(/^Wardroom needs Node 24 or later; this is [\d.]+, .*start again\.\n$/);
  });

  test("it goes on with the one that npm brought, and signals and exit code go through", async () => {
    const name = `node-${process.platform}-${process.arch}`;
    symlinkSync(join(MODULES, name), join(dir, "node_modules", name));
    const code = start(String(old), "checkout", "5");
    expect(await code.ended).toBe(5);
    expect(JSON.parse(code.said.out)).toMatchObject({ major: 24, source: true });
    const waits = start(String(old), "checkout", "wait");
    await waits.spoke;
    waits.child.kill("SIGTERM");
    expect(await waits.ended).toBe(7);
  });
});
