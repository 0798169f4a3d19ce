import { mkdir, open, readFile, rm, stat } from "node:fs/promises";
import { connect } from "node:net";
import { constants } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { Fault } from "../base/fault.ts";
import type { Config } from "../config.ts";
import type { Running } from "../main.ts";
import { findRunning, type RunningServer } from "../running.ts";
import { openRoomClient, type RoomClient } from "../terminal/client.ts";
import type { News, Welcome } from "../terminal/session.ts";

/** Whom a visitor of the demo is who does not say so. */
export const DEMO_PERSON = "ana";

export interface ReachNeeds {
  readonly config: Config;
  readonly as?: string | undefined;
  readonly recent?: number;
  readonly patienceMs?: number;
  onNews?(news: News): void;
  /** Starts a server in this process; the real one when absent. */
  startServer?(config: Config): Promise<Running>;
}

export interface Reached {
  readonly client: RoomClient;
  readonly welcome: Welcome;
  readonly server: RunningServer;
  /** Closes the client, and the server when it was started here. */
  close(): Promise<void>;
}

/**
 * A client that is let in: at the server that runs on the data folder, or at one started inside this process when none
 * does. Rejects with the Fault that says why nobody can be reached or this person is not let in.
 */
export async function reach(needs: ReachNeeds): Promise<Reached> {
  const running = await findRunning(needs.config.dataDir);
  if (running !== undefined && (await answers(running.socket))) {
    const { client, welcome } = await letIn(needs, running);
    return { client, welcome, server: running, close: async () => client.close() };
  }
  return startInside(needs);
}

/** Whether somebody listens on this unix socket: a process id in a file may by now be another program's. */
export async function answers(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const tried = connect(socket);
    tried.once("connect", () => {
      tried.destroy();
      resolve(true);
    });
    tried.once("error", () => resolve(false));
  });
}

async function startInside(needs: ReachNeeds): Promise<Reached> {
  const turn = await takeTurn(needs.config.dataDir);
  try {
    // While waiting for a turn, somebody else may have started one.
    const running = await findRunning(needs.config.dataDir);
    if (running !== undefined && (await answers(running.socket))) {
      const { client, welcome } = await letIn(needs, running);
      return { client, welcome, server: running, close: async () => client.close() };
    }
    const start = needs.startServer ?? (await import("../main.ts")).startServer;
    // Nobody is told of this server's port, so any that is free will do; its log must not stand between answers.
    const logLevel = needs.config.logLevel === "info" ? "error" : needs.config.logLevel;
    const inside = await guarded(start({ ...needs.config, port: 0, logLevel }));
    try {
      const { client, welcome } = await letIn(needs, inside.server);
      return {
        client,
        welcome,
        server: inside.server,
        async close() {
          client.close();
          await inside.stop();
        },
      };
    } catch (error) {
      await inside.stop();
      throw error;
    }
  } finally {
    await turn.over();
  }
}

/**
 * A server in this process that is closed once, by whoever comes first: the end of the visit, or a signal, so that its
 * store does not outlive the process.
 */
async function guarded(starting: Promise<Running>): Promise<Running> {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  let stopped: Promise<void> | undefined;
  const stop = (): Promise<void> => {
    stopped ??= starting.then((inside) => inside.stop());
    return stopped;
  };
  const end = (signal: NodeJS.Signals): void => {
    const exit = (): never => process.exit(128 + constants.signals[signal]);
    stop().then(exit, exit);
  };
  const unguard = (): void => {
    for (const signal of signals) process.off(signal, end);
  };
  for (const signal of signals) process.on(signal, end);
  try {
    return { ...(await starting), stop: () => stop().finally(unguard) };
  } catch (error) {
    unguard();
    throw error;
  }
}

/** In the demo, who does not say who they are is Ana; everywhere else the server knows who comes through its socket. */
async function letIn(needs: ReachNeeds, server: RunningServer): Promise<{ client: RoomClient; welcome: Welcome }> {
  const enter = async (as: string | undefined): Promise<{ client: RoomClient; welcome: Welcome }> => {
    const { recent, patienceMs, onNews } = needs;
    const client = openRoomClient({
      address: { socket: server.socket },
      as,
      ...(recent === undefined ? {} : { recent }),
      ...(patienceMs === undefined ? {} : { patienceMs }),
      ...(onNews === undefined ? {} : { onNews }),
    });
    try {
      return { client, welcome: await client.welcome };
    } catch (error) {
      client.close();
      throw error;
    }
  };
  try {
    return await enter(needs.as);
  } catch (error) {
    if (needs.as === undefined && error instanceof Fault && error.code === "who-are-you") return enter(DEMO_PERSON);
    throw error;
  }
}

const TURN_PATIENCE_MS = 30_000;

/**
 * One process at a time starts a server on a data folder, so that two `wardroom say` at once share one. A turn left
 * over by a process that died counts for nothing.
 */
export async function takeTurn(dataDir: string): Promise<{ over(): Promise<void> }> {
  const file = join(dataDir, "starting");
  const untilMs = Date.now() + TURN_PATIENCE_MS;
  while (Date.now() < untilMs) {
    try {
      await mkdir(dataDir, { recursive: true, mode: 0o700 });
      const handle = await open(file, "wx", 0o600);
      await handle.write(String(process.pid));
      await handle.close();
      return { over: () => rm(file, { force: true }) };
    } catch (error) {
      // A folder that cannot be written to is for the start itself to speak of.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") break;
    }
    if (await isLeftOver(file)) await rm(file, { force: true });
    else await sleep(50);
  }
  return { over: async () => {} };
}

/** Written by a process that is no more, or, once its writer has had time to put its number there, by nobody. */
async function isLeftOver(file: string): Promise<boolean> {
  const holder = Number(await readFile(file, "utf8").catch(() => ""));
  if (holder > 0) return !isAlive(holder);
  const written = await stat(file).catch(() => undefined);
  return written !== undefined && Date.now() - written.mtimeMs > 2_000;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
