import { readFile } from "node:fs/promises";
import { Fault } from "../base/fault.ts";
import { nearest } from "../base/near.ts";
import { flagFault, isFlagError } from "./flags.ts";
import type { Io } from "./io.ts";
import { processIo } from "./process-io.ts";
import { type Verb, verbs } from "./verbs.ts";

/**
 * The command line. Resolves to the exit code: 0 done, 1 refused or failed, 2 wrong usage. With `--json` what went wrong
 * is a document too: `{error: {code, say}}`.
 */
export async function main(argv: readonly string[], io: Io = processIo()): Promise<number> {
  const [name, ...args] = argv;
  if (name === undefined) {
    io.stderr(overview());
    return 2;
  }
  if (name === "help" || name === "--help" || name === "-h") return help(args[0], io);
  if (name === "--version" || name === "-v") {
    io.stdout(`wardroom ${await version()}\n`);
    return 0;
  }
  const verb = verbNamed(name);
  if (verb === undefined) return unknownVerb(name, io);
  const flags = args.slice(0, args.indexOf("--") === -1 ? undefined : args.indexOf("--"));
  if (flags.includes("--help") || flags.includes("-h")) return help(name, io);
  try {
    const run = await verb.load();
    return await run(args, io);
  } catch (error) {
    return failed(error, verb, io, flags.includes("--json"));
  }
}

const usageCodes = new Set(["wrong-usage", "config-wrong"]);

function failed(error: unknown, verb: Verb, io: Io, json: boolean): number {
  const usage = isFlagError(error) || (error instanceof Fault && usageCodes.has(error.code));
  // An error that nobody foresaw is a fault of Wardroom's own; whoever reports it needs the whole of it.
  if (!usage && !(error instanceof Fault)) {
    if (json) io.stdout(`${JSON.stringify({ error: { code: "unforeseen", say: String(error) } })}\n`);
    io.stderr(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
    return 1;
  }
  const say = error instanceof Fault ? error.say : flagFault(error, []);
  if (json)
    io.stdout(`${JSON.stringify({ error: { code: error instanceof Fault ? error.code : "wrong-usage", say } })}\n`);
  io.stderr(usage ? `${say}\nUsage: wardroom ${verb.usage}\n` : `${say}\n`);
  return usage ? 2 : 1;
}

function help(name: string | undefined, io: Io): number {
  if (name === undefined || name.startsWith("-")) {
    io.stdout(overview());
    return 0;
  }
  const verb = verbNamed(name);
  if (verb === undefined) return unknownVerb(name, io);
  io.stdout(`wardroom ${verb.usage}\n\n${verb.summary[0]?.toUpperCase()}${verb.summary.slice(1)}.\n`);
  return 0;
}

function verbNamed(name: string): Verb | undefined {
  return Object.hasOwn(verbs, name) ? verbs[name] : undefined;
}

function unknownVerb(name: string, io: Io): number {
  const meant = nearest(name, Object.keys(verbs));
  io.stderr(
    `There is no "wardroom ${name}".${meant === undefined ? "" : ` Did you mean "wardroom ${meant}"?`} \`wardroom --help\` lists what there is.\n`,
  );
  return 2;
}

function overview(): string {
  const names = Object.keys(verbs);
  const width = Math.max(...names.map((name) => name.length));
  const lines = names.map((name) => `  wardroom ${name.padEnd(width)}  ${verbs[name]?.summary ?? ""}`);
  return `${[
    "Wardroom: conversation-driven security operations.",
    "",
    ...lines,
    "",
    "`wardroom VERB --help` shows a verb's flags. --data DIR names the data folder (./.wardroom when absent).",
    "Exit codes: 0 done, 1 refused or failed, 2 wrong usage.",
  ].join("\n")}\n`;
}

async function version(): Promise<string> {
  const text = await readFile(new URL("../../package.json", import.meta.url), "utf8");
  return (JSON.parse(text) as { version: string }).version;
}
