import { relative } from "node:path";
import process from "node:process";
import { Fault } from "../base/fault.ts";
import { type Config, DEFAULT_PORT, readConfig } from "../config.ts";
import type { Running } from "../main.ts";
import { findRunning } from "../running.ts";
import { readableLog } from "../terminal/log-line.ts";
import { visit } from "./chat.ts";
import { placeFlags, readFlags } from "./flags.ts";
import type { Io } from "./io.ts";
import { answers, DEMO_PERSON, takeTurn } from "./reach.ts";
import type { TalkNeeds } from "./say.ts";

const flags = {
  ...placeFlags,
  port: { type: "string" },
  host: { type: "string" },
  as: { type: "string" },
  room: { type: "string" },
} as const;

/**
 * `wardroom up`: starts everything and serves until it is told to stop (SIGINT, SIGTERM). On a terminal the terminal
 * room is opened in it, and leaving that room stops the server.
 */
export async function up(args: readonly string[], io: Io, needs: TalkNeeds = {}): Promise<number> {
  const { values } = readFlags(args, flags, { positionals: 0 });
  const read = readConfig(values);
  const tty = read.dumbTerminal ? undefined : io.tty;
  // On a terminal the log shares the screen with people, so of the default only what is wrong is shown.
  const config: Config = tty !== undefined && read.logLevel === "info" ? { ...read, logLevel: "warn" } : read;
  const told = Promise.withResolvers<void>();
  const stop = (): void => told.resolve();
  // Listening already while it starts: a Ctrl-C then must still close the store.
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.on(signal, stop);
  let running: Running | undefined;
  try {
    running = await begin(config, io, needs);
    const { port } = running.server;
    const hints = [...(running.first ? firstHints(config) : []), ...hintsFor(config, port)];
    if (tty === undefined) {
      io.stdout(`${[`Wardroom is ready on http://${config.host}:${port}.`, ...hints].join("\n")}\n`);
      await told.promise;
    } else {
      const as = values.as ?? (config.demo ? DEMO_PERSON : undefined);
      await visit(config, io, tty, { as, room: values.room, hints, ended: told.promise, ...needs });
      io.stdout("The server stops.\n");
    }
    return 0;
  } finally {
    await running?.stop();
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"] as const) process.off(signal, stop);
  }
}

/** A first start makes a database, which takes seconds; then a word of it. */
const QUIET_MS = 700;

async function begin(config: Config, io: Io, { startServer }: TalkNeeds): Promise<Running> {
  const turn = await takeTurn(config.dataDir);
  const logged: string[] = [];
  const undivert = io.tty === undefined ? undefined : io.divert?.((text) => void logged.push(text));
  // Where nobody watches, standard error is the log's.
  const timer = setTimeout(() => io.tty?.write("Starting. The first time takes a few seconds.\n"), QUIET_MS);
  try {
    await refuseSecond(config);
    const start = startServer ?? (await import("../main.ts")).startServer;
    return await start(config);
  } finally {
    clearTimeout(timer);
    undivert?.();
    for (const text of logged) io.stderr(`${readableLog(text)}\n`);
    await turn.over();
  }
}

function firstHints({ settingsFile, demo }: Config): string[] {
  const shown = relative(process.cwd(), settingsFile);
  const place = shown.startsWith("..") ? settingsFile : shown;
  return [demo ? `The example settings are in ${place}.` : `The settings are in ${place}; they name you as admin.`];
}

async function refuseSecond({ dataDir }: Config): Promise<void> {
  const running = await findRunning(dataDir);
  if (running === undefined || !(await answers(running.socket))) return;
  throw new Fault(
    "already-running",
    `A server runs on this data folder already, on port ${running.port}. Join it with \`wardroom chat\`, or start another with --data and --port.`,
    { pid: running.pid },
  );
}

/** How others join, in the words they would type. */
export function hintsFor({ dataDir, demo }: Config, port: number): string[] {
  const shown = relative(process.cwd(), dataDir);
  const data = shown === ".wardroom" ? "" : ` --data ${shellWord(shown.startsWith("..") ? dataDir : shown)}`;
  if (!demo) return [`Join from another terminal with: npx wardroom chat${data}`];
  const elsewhere = port === DEFAULT_PORT ? "" : ` (port ${port})`;
  return [
    `This is the demo${elsewhere}: example people and rooms, and whoever sits at this machine may be any of them.`,
    `Others join from another terminal with: npx wardroom chat --as sam${data}   (or joe, maya, ana)`,
  ];
}

function shellWord(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
