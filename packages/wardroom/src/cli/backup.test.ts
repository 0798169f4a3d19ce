import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { silentLog } from "../base/log.ts";
import { openStore } from "../store/open.ts";
import { main } from "./cli.ts";

let dir: string;
beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), "wardroom-backup-"));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function wardroom(...args: string[]) {
  const [out, err]: [string[], string[]] = [[], []];
  const code = await main(args, {
    stdin: process.stdin,
    stdout: (text) => void out.push(text),
    stderr: (text) => void err.push(text),
  });
  return { code, out: out.join(""), err: err.join("") };
}

test("a data folder's store goes into a file and from there into another data folder, its keys do not", async () => {
  const [one, two, file] = [join(dir, "one"), join(dir, "two"), join(dir, "file")];
  mkdirSync(join(one, "keys"), { recursive: true });
  writeFileSync(join(one, "keys/secret.key"), "THE-KEY-ITSELF");
  const store = await openStore({ dataDir: one, log: silentLog() });
  await store.pool.query(
    "insert into secret (name, sealed, key_id, set_at, set_by) values ('token', '\\x00ff', 'k', now(), 'ana')",
  );
  // While a server has the store open.
  expect(await wardroom("backup", file, "--data", one, "--json")).toMatchObject({ code: 0, err: "" });
  await store.close();
  expect(gunzipSync(readFileSync(file)).includes("THE-KEY-ITSELF")).toBe(false);

  expect(await wardroom("restore", file, "--data", two)).toMatchObject({ code: 0 });
  const again = await openStore({ dataDir: two, log: silentLog() });
  expect((await again.pool.query("select name from secret")).rows).toEqual([{ name: "token" }]);
  await again.close();
  expect(await wardroom("restore", file, "--data", two)).toMatchObject({
    code: 1,
    err: "There is something in this store already. Give a new data folder, or an empty database.\n",
  });
});

test("what is missing is wrong usage", async () => {
  expect(await wardroom("backup")).toMatchObject({ code: 2 });
  expect(await wardroom("restore", "a", "b")).toMatchObject({ code: 2 });
  expect(await wardroom("store", "move")).toMatchObject({ code: 2 });
  expect(await wardroom("store", "shrink")).toMatchObject({ code: 2 });
});
