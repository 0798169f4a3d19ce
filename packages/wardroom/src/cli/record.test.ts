import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { allowed } from "@wardroom/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { silentLog } from "../base/log.ts";
import type { Grant } from "../model/decision.ts";
import { openRecordKey } from "../record/key.ts";
import { openRecord } from "../record/record.ts";
import { openStore } from "../store/open.ts";
import { record } from "./record.ts";

let folder: string;
let data: string;
let key: string;
let first: string;
const at = (name: string) => join(folder, name);

/** Writes entries as a server on this data folder would, and stops. */
async function serve(ids: readonly string[]): Promise<void> {
  const log = silentLog();
  const store = await openStore({ dataDir: data, log });
  const opened = await openRecord({
    store,
    key: await openRecordKey(join(data, "keys"), "wardroom/test"),
    blank: (text) => text,
    log,
    now: () => new Date(),
    folder: join(data, "checkpoints"),
  });
  for (const id of ids) {
    const grant = (await opened.decision(allowed(id, { words: `ask ${id}` }))) as Grant;
    await opened.outcome(grant, { kind: "done", say: "ok", files: [], ms: 3 });
  }
  await opened.close();
  await store.close();
}

async function run(...args: string[]) {
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    stdin: process.stdin,
    stdout: (text: string) => void out.push(text),
    stderr: (text: string) => void err.push(text),
  };
  const code = await record(args, io);
  return { code, out: out.join(""), err: err.join("") };
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "record-cli-"));
  data = at("data");
  await serve(["a/0", "b/0", "c/0"]);
  key = join(data, "keys/record.pub");
  first = join(data, "checkpoints/checkpoint-000000000006.txt");
  expect(await run("export", at("whole.jsonl"), "--data", data)).toMatchObject({ code: 0, err: "" });
  await serve(["d/0"]);
});
afterAll(() => rm(folder, { recursive: true }));

test("an export verifies with the public key alone, and after one byte is flipped it names the entry", async () => {
  expect(await run("verify", at("whole.jsonl"), "--key", key)).toEqual({
    code: 0,
    out: "The record holds: 6 entries, signed as wardroom/test.\n",
    err: "",
  });
  const bytes = await readFile(at("whole.jsonl"));
  const place = bytes.indexOf("ask b/0");
  bytes[place] = (bytes[place] as number) ^ 1;
  await writeFile(at("flipped.jsonl"), bytes);
  const verdict = await run("verify", at("flipped.jsonl"), "--key", key, "--json");
  expect(verdict.code).toBe(1);
  expect(JSON.parse(verdict.out)).toMatchObject({ ok: false, what: "changed", entry: 2 });
});

test("the record of a data folder verifies, also against checkpoints and exports that were kept", async () => {
  for (const kept of [first, at("whole.jsonl")]) {
    const { code, out } = await run("verify", "--data", data, "--since", kept, "--json");
    expect([code, JSON.parse(out)]).toMatchObject([0, { ok: true, entries: 8, origin: "wardroom/test" }]);
  }
});

test("what is withheld is not in the file, and the rest still verifies", async () => {
  await run("export", at("without.jsonl"), "--data", data, "--withhold", "who,words");
  expect(await readFile(at("without.jsonl"), "utf8")).not.toMatch(/Ana|ask a/);
  const { code, out } = await run("verify", at("without.jsonl"), "--key", key);
  expect([code, out]).toEqual([
    0,
    "The record holds: 8 entries, signed as wardroom/test. 8 texts were left out of this export.\n",
  ]);
  expect((await run("export", at("x"), "--data", data, "--withhold", "nonsense")).code).toBe(2);
});

test("a proof of one entry, with the way from an earlier checkpoint, is checked with the key alone", async () => {
  const { code, out } = await run("prove", "5", "--from", first, "--data", data, "--json");
  expect(code).toBe(0);
  await writeFile(at("proof.json"), out);
  const checked = await run("verify", at("proof.json"), "--key", key);
  expect([checked.code, checked.out]).toEqual([0, expect.stringContaining("Entry 5 stands in the record")]);
  await writeFile(at("forged.json"), out.replace('"number":5', '"number":4'));
  expect((await run("verify", at("forged.json"), "--key", key)).code).toBe(1);
  const text = await run("prove", "5", at("whole.jsonl"), "--key", key);
  expect(text.out).toMatch(/^c2sp\.org\/tlog-proof@v1\nindex 5\n([A-Za-z0-9+/]{43}=\n)+\nwardroom\/test\n6\n/);
  expect(await run("prove", "99", "--data", data)).toMatchObject({
    code: 1,
    err: expect.stringContaining("no entry 99"),
  });
});

test("wrong usage and wrong files are told in a sentence", async () => {
  expect((await run("verify", at("whole.jsonl"))).code).toBe(2);
  expect((await run("prove", "x")).code).toBe(2);
  expect((await run("nonsense")).code).toBe(2);
  expect((await run("--frobnicate")).code).toBe(2);
  await expect(run("verify", at("nowhere"), "--key", key)).rejects.toMatchObject({ code: "file-unreadable" });
  await expect(run("verify", at("whole.jsonl"), "--key", at("nowhere"))).rejects.toMatchObject({
    code: "file-unreadable",
  });
  await expect(run("verify", at("whole.jsonl"), "--key", key, "--since", key)).rejects.toMatchObject({
    code: "record-kept-invalid",
  });
  await expect(run("verify", "--data", at("empty"))).rejects.toMatchObject({ code: "record-none" });
});
