import type { NewFile } from "./file.ts";

/** The files of a new package in TypeScript: one command over one connection, and its tests. */
export function packageFiles(name: string, command: string): NewFile[] {
  return [
    { path: "package.json", content: manifest(name) },
    { path: "plugin.ts", content: plugin(name, command) },
    { path: "plugin.test.ts", content: TEST },
  ];
}

const manifest = (name: string) =>
  `${JSON.stringify({ name, version: "0.1.0", private: true, type: "module", wardroom: "./plugin.ts", scripts: { test: "wardroom plugin check ." } }, null, 2)}\n`;

const plugin = (name: string, command: string) => `import { readdir, stat } from "node:fs/promises";
import { join } from "node:path";
import { type Card, defineCommand, defineConnection, definePlugin } from "@wardroom/sdk";
import { z } from "zod";

/** What the command needs of the outside: a client with as little in it as will do. */
interface LogFolder {
  files(): Promise<{ path: string; bytes: number }[]>;
}

/** The client is made here from the settings under \`connections\`; \`memory\` is its twin for tests and examples. */
export const logFolder = defineConnection({
  name: "${name}",
  summary: "A folder of log files",
  settings: z.object({ folder: z.string().default("/var/log") }),
  open: async ({ folder }): Promise<LogFolder> => ({ files: () => filesUnder(folder) }),
  check: async (client) => \`\${(await client.files()).length} files\`,
  memory: (): LogFolder => ({
    files: async () => [
      { path: "auth.log", bytes: 2_048 },
      { path: "syslog", bytes: 9_216 },
    ],
  }),
});

export const largest = defineCommand({
  name: "${command}",
  summary: "Show the largest log files of this machine",
  args: z.object({ count: z.int().min(1).max(50).default(5).describe("How many") }),
  examples: ["${command}", "${command} 10"],
  use: { logFolder },
  risk: "read",
  async run({ args, use, progress }) {
    progress("looking at files");
    const files = (await use.logFolder.files()).sort((a, b) => b.bytes - a.bytes).slice(0, args.count);
    if (files.length === 0) return "No log files that can be read.";
    const rows = files.map(({ path, bytes }) => [path, \`\${Math.floor(bytes / 1024)} KiB\`]);
    const card: Card = { blocks: [{ kind: "table", columns: ["file", "size"], rows }] };
    return { card };
  },
});

export const plugin = definePlugin({ name: "${name}", summary: "Log files", commands: [largest] });

/** Every file under a folder; what this user may not read is passed over. */
async function filesUnder(folder: string): Promise<{ path: string; bytes: number }[]> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const found = await Promise.all(
    entries.map(async (entry) => {
      const path = join(folder, entry.name);
      if (entry.isDirectory()) return filesUnder(path);
      return entry.isFile() ? [{ path, bytes: (await stat(path).catch(() => ({ size: 0 }))).size }] : [];
    }),
  );
  return found.flat();
}
`;

const TEST = `import assert from "node:assert/strict";
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { largest, logFolder } from "./plugin.ts";

/** Calls the command as Wardroom would, with a client of the test's choice. */
const call = (count: number, client = logFolder.memory()) =>
  largest.run({ args: { count }, use: { logFolder: client }, progress: () => {} } as never);

test("the largest file comes first, and no more than were asked for", async () => {
  assert.deepEqual(await call(1), {
    card: { blocks: [{ kind: "table", columns: ["file", "size"], rows: [["syslog", "9 KiB"]] }] },
  });
});

test("the client finds the files of a real folder", async () => {
  const folder = await mkdtemp(join(tmpdir(), "logs-"));
  await writeFile(join(folder, "a.log"), "x".repeat(5_000));
  const context = { folder, signal: new AbortController().signal, log: () => {} };
  const client = await logFolder.open({ folder }, context);
  assert.deepEqual(await client.files(), [{ path: join(folder, "a.log"), bytes: 5_000 }]);
});
`;
