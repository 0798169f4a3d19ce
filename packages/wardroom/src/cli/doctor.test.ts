import { chmod, mkdir, mkdtemp, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { defineConnection, definePlugin, secret as secretSetting } from "@wardroom/sdk";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { z } from "zod";
import { silentLog } from "../base/log.ts";
import { openSecrets } from "../secret/secrets.ts";
import { layOut } from "../settings/first.ts";
import { openStore } from "../store/open.ts";
import type { Store } from "../store/store.ts";
import { doctor } from "./doctor.ts";

let data: string;
let store: Store;
const settings = (text: string) => writeFile(join(data, "wardroom.yaml"), text);

beforeAll(async () => {
  data = join(await mkdtemp(join(tmpdir(), "doctor-")), "data");
  await layOut({
    dataDir: data,
    settingsFile: join(data, "wardroom.yaml"),
    settingsNamed: false,
    demo: false,
    osUser: "ines",
  });
  store = await openStore({ dataDir: data, log: silentLog(), connections: 1 });
});
afterAll(() => store.close());

const vault = defineConnection({
  name: "vault",
  summary: "A vault",
  settings: z.strictObject({ works: z.boolean(), word: secretSetting() }),
  open: async ({ word }) => ({ word }),
  async check({ word }) {
    if (word === "canary-right") return "vault 7 answers";
    throw new Error(`the vault does not know ${word}`);
  },
  memory: () => ({ word: "" }),
});
const plugins = async () => [definePlugin({ name: "vaults", summary: "Vaults", commands: [], connections: [vault] })];

async function examine(...more: string[]) {
  let out = "";
  const stdout = (text: string): void => {
    out += text;
  };
  const io = { stdin: Readable.from([]), stdout, stderr: () => {} };
  const code = await doctor(["--data", data, "--port", "0", "--json", ...more], io, { plugins });
  const { ok, looked } = JSON.parse(out) as {
    ok: boolean;
    looked: { what: string; level: string; say: string; todo?: string }[];
  };
  return { code, ok, looked, of: (what: string) => looked.filter((each) => each.what === what), out };
}

test("a sound Wardroom is told so, line by line", async () => {
  const { code, ok, looked, of } = await examine();
  expect(looked.filter(({ level }) => level !== "ok")).toEqual([]);
  expect({ code, ok }).toEqual({ code: 0, ok: true });
  expect(of("store")[0]?.say).toMatch(/^PostgreSQL \d+/);
  expect(of("settings")[0]?.say).toBe("Right: 1 people, 1 rooms, 1 hosts.");
  expect(of("disk space")[0]?.say).toMatch(/GiB are free/);
});

test("what is wrong is told with what to do, and everything else is still looked at", async () => {
  const busy = createServer();
  await new Promise<void>((done) => busy.listen(0, "127.0.0.1", done));
  onTestFinished(() => void busy.close());
  await mkdir(join(data, "plugins", "broken"), { recursive: true });
  await writeFile(join(data, "plugins", "broken", "command.yaml"), "name: [");
  await writeFile(join(data, "policies", "site.cedar"), 'permit (principal, action == Action::"no such", resource);');
  await settings("connections:\n  vault: { works: true, word: { secret: VAULT } }\n  safe: {}\n");
  const secrets = openSecrets({ store, keyFile: join(data, "keys", "secrets.key") });
  await secrets.set("VAULT", "canary-wrong", "ines");

  const { code, of, looked, out } = await examine("--port", String((busy.address() as { port: number }).port));
  expect(code).toBe(1);
  expect(looked.find(({ what }) => what.startsWith("port"))).toMatchObject({
    level: "error",
    say: "Another program has it.",
  });
  expect(of("plugin broken")[0]).toMatchObject({ level: "error" });
  expect(of("policies")[0]).toMatchObject({ level: "error", say: expect.stringMatching(/site\.cedar:1 .*no such/) });
  expect(of("connection safe")[0]).toMatchObject({ level: "warning", say: "No plugin brings it." });
  expect(of("connection vault")[0]).toMatchObject({
    level: "error",
    say: "vault could not be reached: the vault does not know [blanked].",
  });
  expect(out).not.toContain("canary");

  await secrets.set("VAULT", "canary-right", "ines");
  expect((await examine()).of("connection vault")[0]).toMatchObject({
    level: "ok",
    say: expect.stringMatching(/^vault 7 answers \(\d+ ms\)\.$/),
  });

  await chmod(join(data, "keys", "secrets.key"), 0o644);
  const exposed = await examine();
  expect(exposed.of("keys")[0]).toMatchObject({ level: "error", todo: expect.stringContaining("chmod 600") });
  expect(exposed.of("store")[0]?.level).toBe("ok");
  expect(exposed.of("secrets")[0]).toMatchObject({ level: "error", say: expect.stringContaining("not private") });
});

test("settings that are wrong are told with their place", async () => {
  await settings("peple: []\n");
  expect((await examine()).of("settings")[0]).toMatchObject({
    level: "error",
    say: expect.stringMatching(/wardroom\.yaml:1:1 .*`people`/),
  });
});

test("before the first start nothing is made, and it is said how to start", async () => {
  const none = join(await mkdtemp(join(tmpdir(), "doctor-")), "none");
  const { code, looked } = await examine("--data", none);
  expect(code).toBe(0);
  expect(looked[0]).toMatchObject({ level: "warning", todo: expect.stringContaining("wardroom up") });
  expect(looked.map(({ what }) => what)).not.toContain("store");
});
