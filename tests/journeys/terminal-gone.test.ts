import { access, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { hasPty, openPty } from "../pty.ts";
import { wardroom } from "./cli.ts";

/** Somebody shuts the window, or the line to the machine breaks: what ran in it ends as if it had been asked to. */

const bin = fileURLToPath(new URL("../../packages/wardroom/bin/wardroom.js", import.meta.url));
const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe.skipIf(!(await hasPty()))("when the terminal goes away", () => {
  test.each([
    ["wardroom up", ["up", "--demo", "--port", "0"]],
    ["wardroom chat, with the server inside", ["chat", "--demo", "--as", "ana"]],
  ])("%s closes its store and leaves nothing behind", async (_, args) => {
    const data = await mkdtemp(join(tmpdir(), "gone-"));
    closing.push(() => rm(data, { recursive: true, force: true }));
    const pty = await openPty([process.execPath, bin, ...args, "--data", data]);
    closing.push(pty.close);
    await pty.sees(/ ›$/, 25_000);
    expect(await left(data)).toEqual(["server.json", "postgres/postmaster.pid"]);
    await pty.close();
    await until(async () => (await left(data)).length === 0);
    expect(await left(data)).toEqual([]);
    // And it starts again as after any other end.
    const again = await wardroom(["say", "help", "--demo", "--as", "ana", "--data", data]);
    expect(again).toMatchObject({ code: 0, errors: "" });
  });
});

/** What a server has in its data folder only while it runs. */
async function left(data: string): Promise<string[]> {
  const found: string[] = [];
  for (const name of ["server.json", "postgres/postmaster.pid"])
    await access(join(data, name)).then(
      () => found.push(name),
      () => {},
    );
  return found;
}

async function until(holds: () => Promise<boolean>): Promise<void> {
  for (let i = 0; i < 100 && !(await holds()); i++) await sleep(100);
}
