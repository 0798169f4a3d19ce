import { join } from "node:path";
import { openLog } from "../base/log.ts";
import { type Config, readConfig } from "../config.ts";
import { openSecrets, type Secrets } from "../secret/secrets.ts";
import { openStore } from "../store/open.ts";
import { placeFlags, readFlags, wrongUsage } from "./flags.ts";
import { readHidden } from "./hidden.ts";
import type { Io } from "./io.ts";

const flags = { ...placeFlags, json: { type: "boolean" } } as const;

/**
 * `wardroom secret set NAME | list | remove NAME`. The value is typed unseen or comes by standard input (one line break
 * at its end is not part of it), never as an argument, where the shell's history and the process list would show it.
 * There is no way to read one back.
 */
export async function secret(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readFlags(args, flags);
  const config = readConfig(values);
  const json = values.json === true;
  const [what, name, ...more] = positionals;
  if (what === "list" && name === undefined) return withSecrets(config, (secrets) => list(secrets, io, json));
  if (what === "set" && more.length > 0) {
    throw wrongUsage(
      "A secret is never an argument: others on this machine could see it. Leave it out; it is asked for, or read from standard input.",
    );
  }
  if ((what !== "set" && what !== "remove") || name === undefined || more.length > 0) {
    throw wrongUsage("Say `secret set NAME`, `secret list` or `secret remove NAME`.");
  }
  if (what === "remove") return withSecrets(config, (secrets) => remove(secrets, name, io, json));

  const value = await readValue(name, io);
  if (value === undefined) {
    io.stderr("Nothing was set.\n");
    return 1;
  }
  return withSecrets(config, async (secrets) => {
    await secrets.set(name, value, config.osUser);
    io.stdout(
      json ? `${JSON.stringify({ set: name })}\n` : `${name} is set. Settings name it by { secret: ${name} }.\n`,
    );
    return 0;
  });
}

async function list(secrets: Secrets, io: Io, json: boolean): Promise<number> {
  const kept = await secrets.list();
  if (json) io.stdout(`${JSON.stringify({ secrets: kept })}\n`);
  else if (kept.length === 0) io.stdout("No secret is kept. `wardroom secret set NAME` keeps one.\n");
  for (const { name, setAt, setBy, opens } of json ? [] : kept) {
    const lost = opens ? "" : "  (under another key: set it again)";
    io.stdout(`${name}  set ${setAt.toISOString().slice(0, 16).replace("T", " ")}Z by ${setBy}${lost}\n`);
  }
  return 0;
}

async function remove(secrets: Secrets, name: string, io: Io, json: boolean): Promise<number> {
  const removed = await secrets.remove(name);
  if (json) io.stdout(`${JSON.stringify({ removed: removed ? name : null })}\n`);
  else if (removed)
    io.stdout(`${name} is removed. Connections that are open keep what they have until they open anew.\n`);
  else io.stderr(`No secret is kept under the name ${name}.\n`);
  return removed ? 0 : 1;
}

async function readValue(name: string, io: Io): Promise<string | undefined> {
  if (io.tty !== undefined) return readHidden(io.tty, `${name} (not shown): `);
  if ("isTTY" in io.stdin && io.stdin.isTTY === true) {
    throw wrongUsage(
      "What is typed here would be shown. Give the secret by standard input, or let standard output go to the terminal.",
    );
  }
  const chunks: Buffer[] = [];
  for await (const chunk of io.stdin) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks)
    .toString("utf8")
    .replace(/\r?\n$/, "");
}

async function withSecrets(config: Config, work: (secrets: Secrets) => Promise<number>): Promise<number> {
  const { dataDir, databaseUrl: url, pgBin } = config;
  const log = openLog(config.logLevel === "info" ? "error" : config.logLevel);
  const store = await openStore({ dataDir, url, pgBin, log, connections: 1 });
  try {
    return await work(openSecrets({ store, keyFile: join(dataDir, "keys", "secrets.key") }));
  } finally {
    await store.close();
  }
}
