import { mkdtemp, readdir, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { openWireServer } from "@wardroom/testkit/wire-server";
import { afterEach, beforeEach, expect, test } from "vitest";
import { openRoomClient, type RoomClient } from "./client.ts";
import { openRemembered } from "./remember.ts";
import { saveFile } from "./save.ts";

let folder: string;
let client: RoomClient;
let close: () => Promise<void>;
const before = process.cwd();

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "save-"));
  process.chdir(folder);
  const files: Record<string, string> = { log: "auth.log", evil: "../../.bashrc\n; rm -rf ~" };
  const server = await openWireServer({
    people: { ana: "Ana" },
    rooms: [],
    answer: () => ({ act: "silent", outcome: "silent" }),
    reply: (frame) => (frame.type === "file" ? { name: files[frame.file], base64: btoa("whole output") } : null),
  });
  client = openRoomClient({ address: { url: server.url }, as: "ana" });
  close = server.close;
});
afterEach(async () => {
  client.close();
  await close();
  process.chdir(before);
  await rm(folder, { recursive: true });
});

test("a file is written under its own name for its owner alone, and never over another", async () => {
  expect(await saveFile(client, "log", undefined)).toBe("Wrote 12 bytes to auth.log.");
  expect(await readFile("auth.log", "utf8")).toBe("whole output");
  expect((await stat("auth.log")).mode & 0o777).toBe(0o600);
  await expect(saveFile(client, "log", undefined)).rejects.toMatchObject({ code: "file-not-written" });
  expect(await saveFile(client, "log", "other.log")).toBe("Wrote 12 bytes to other.log.");
});

test("a name that would lead elsewhere stays in the folder", async () => {
  await saveFile(client, "evil", undefined);
  expect(await readdir(folder)).toEqual(["_bashrc___rm_-rf__"]);
});

test("what was typed is kept in order, a line that begins with a blank or repeats the last one is not", async () => {
  const typed = await openRemembered(join(folder, "terminal"), "a/n:a");
  for (const line of ["help", "help", " secret", "two\nlines", ""]) typed.add(line);
  await typed.idle();
  expect((await openRemembered(join(folder, "terminal"), "a/n:a")).lines).toEqual(["help", "two\nlines"]);
  expect(await readdir(join(folder, "terminal"))).toEqual(["history-a%2Fn%3Aa"]);
});
