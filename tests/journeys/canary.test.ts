import { chmod, mkdir, mkdtemp, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineCommand, defineConnection, definePlugin, secret } from "@wardroom/sdk";
import { type TestBot, testBot, testStore } from "@wardroom/testkit";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openSecrets } from "wardroom/internal/secret/secrets";
import type { Store } from "wardroom/internal/store/store";
import { z } from "zod";

/** One canary for each place a secret can come from, with characters that look different in JSON, URLs and base 64. */
const canaries = { env: 'canary-env "7f3a/91+', file: "canary-file-5b\\2c & ü", kept: "canary-kept-0d8e=?" };

/** Every form a reader could turn back into the secret. */
const forms = Object.values(canaries).flatMap((canary) => {
  const bytes = Buffer.from(canary);
  const core = bytes.toString("base64").replace(/=+$/, "").slice(0, -1);
  return [canary, JSON.stringify(canary).slice(1, -1), encodeURIComponent(canary), core, bytes.toString("hex")];
});

/** A client that does with its secrets all that a careless one does: it must come out nowhere. */
const vault = defineConnection({
  name: "vault",
  summary: "A careless vault",
  settings: z.strictObject({ env: secret(), file: secret(), kept: secret() }),
  async open(words, { log }) {
    log(`opening with ${words.env}`, { words });
    return { words: Object.values(words) };
  },
  check: async ({ words }) => `opened with ${words.join(", ")}`,
  memory: () => ({ words: ["x"] }),
});

const noArgs = z.strictObject({});
const careless = definePlugin({
  name: "careless",
  summary: "Says what it should not",
  commands: [
    defineCommand({
      name: "vault say",
      summary: "Says the secrets",
      args: noArgs,
      examples: ["vault say"],
      use: { vault },
      risk: "read",
      async run({ use, progress }) {
        const { words } = use.vault;
        const told = words.flatMap((word) => {
          const base64 = Buffer.from(`user:${word}`).toString("base64");
          return [word, JSON.stringify({ word }), encodeURIComponent(word), `Authorization: Basic ${base64}`];
        });
        progress(`with ${words.join()}`);
        return {
          say: told.join("\n"),
          card: {
            title: `Vault ${words[0]}`,
            blocks: [
              { kind: "table", columns: ["word"], rows: words.map((word) => [word]) },
              { kind: "fields", fields: [{ label: "word", value: words.join(" ") }] },
            ],
            foot: words.join(),
          },
          files: [{ name: `${words[2]}.txt`, content: told.join("\n") }],
        };
      },
    }),
    defineCommand({
      name: "vault fail",
      summary: "Fails with the secrets",
      args: noArgs,
      examples: ["vault fail"],
      use: { vault },
      risk: "read",
      async run({ use }) {
        const { words } = use.vault;
        throw Object.assign(new Error(`denied: ${words.join()}`, { cause: { words } }), { request: { words } });
      },
    }),
  ],
});

let bot: TestBot;
let store: Store;
let folder: string;
const logged: string[] = [];

beforeAll(async () => {
  vi.spyOn(process.stderr, "write").mockImplementation((chunk) => logged.push(String(chunk)) > 0);
  vi.stubEnv("CANARY_TOKEN", canaries.env);
  folder = await mkdtemp(join(tmpdir(), "canary-"));
  await writeFile(join(folder, "word"), `${canaries.file}\n`);
  store = await testStore();
  bot = await testBot({
    store,
    plugins: [careless],
    logLevel: "debug",
    environment: process.env,
    more: `connections:
  vault: { env: { env: CANARY_TOKEN }, file: { file: "${join(folder, "word")}" }, kept: { secret: VAULT } }\n`,
  });
  const keyFile = join(bot.dataDir, "keys", "secrets.key");
  await openSecrets({ store, keyFile }).set("VAULT", canaries.kept, "ana");

  // One that asks for nothing, and one that names the very variable which holds a connection's secret.
  for (const [name, env] of [
    ["greedy", "env: [CANARY_TOKEN]\n"],
    ["surroundings", ""],
  ] as const) {
    const script = join(bot.dataDir, "plugins", name);
    await mkdir(script);
    await writeFile(
      join(script, "command.yaml"),
      `name: ${name}\nsummary: What a script sees\nrisk: read\nexamples: [${name}]\n${env}`,
    );
    await writeFile(
      join(script, "run"),
      "#!/bin/sh\necho seen:\nenv\ncat /proc/self/environ 2>/dev/null | tr '\\0' '\\n'\n",
    );
    await chmod(join(script, "run"), 0o755);
  }
});

afterAll(async () => {
  await bot.close();
  await store.close();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
});

function hunt(text: string, where: string): void {
  for (const form of forms) expect(text.includes(form), `${form} in ${where}`).toBe(false);
}

/** Every row of every table, bytes as hex, and what those bytes spell. */
async function everyRow(): Promise<[table: string, rows: string][]> {
  const { rows: tables } = await store.pool.query<{ name: string }>(
    "select table_name as name from information_schema.tables where table_schema = 'public'",
  );
  return Promise.all(
    tables.map(async ({ name }): Promise<[string, string]> => {
      const { rows } = await store.pool.query<{ row: string }>(`select t::text as row from "${name}" t`);
      const text = rows.map(({ row }) => row).join("\n");
      const bytes = [...text.matchAll(/\\\\?x([0-9a-f]{8,})/g)].map(([, hex = ""]) =>
        Buffer.from(hex, "hex").toString("utf8"),
      );
      return [name, [text, text.replaceAll('""', '"').replaceAll("\\\\", "\\"), ...bytes].join("\n")];
    }),
  );
}

test("a secret that a careless client says, fails with or logs comes out nowhere", async () => {
  const said = await bot.says("ana", "vault say");
  expect(said).toContain("[blanked]");
  hunt(said + JSON.stringify(bot.replies), "a reply");

  hunt((await bot.says("ana", "vault fail")) + JSON.stringify(bot.replies), "the reply to a failure");
  await bot.says("ana", "activity");
  hunt(JSON.stringify(bot.replies), "activity");

  for (const [table, rows] of await everyRow()) hunt(rows, `table ${table}`);
  expect(logged.join("")).toContain("[blanked]");
  hunt(logged.join(""), "the log");
});

test("a script sees no secret, though it stands in Wardroom's own environment", async () => {
  await vi.waitFor(async () => expect(await bot.says("ana", "surroundings")).toContain("seen:"), {
    timeout: 10_000,
    interval: 300,
  });
  const said = await bot.says("ana", "surroundings");
  hunt(said, "a script's environment");
  expect(await bot.says("ana", "greedy")).not.toContain("seen:");
  await vi.waitFor(() => expect(logged.join("")).toContain("env names CANARY_TOKEN, which holds the secret"));
  expect(said).not.toContain("CANARY_TOKEN");
});

test("a secret that a person types stands in no record and no log", async () => {
  await bot.says("ana", `help ${canaries.kept}`);
  await bot.says("ana", `host status ${canaries.kept} --password ${canaries.env}`);
  for (const [table, rows] of await everyRow()) {
    // What a person said in a room stays said there, as they said it.
    if (table.startsWith("entry") || table === "checkpoint") hunt(rows, `table ${table}`);
  }
  hunt(logged.join(""), "the log");
});

test("no file of the data folder holds a secret", async () => {
  const entries = await readdir(bot.dataDir, { recursive: true, withFileTypes: true });
  for (const entry of entries.filter((each) => each.isFile())) {
    hunt(await readFile(join(entry.parentPath, entry.name), "utf8"), entry.name);
  }
});
