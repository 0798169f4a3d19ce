import { type ChildProcessByStdio, spawn } from "node:child_process";
import type { Readable, Writable } from "node:stream";
import { setTimeout as wait } from "node:timers/promises";
import { Fault } from "../../base/fault.ts";
import { killGroup, killMarked } from "./kill.ts";
import { MARK, newMark } from "./mark.ts";
import { openTurns } from "./turns.ts";

/** A program to run. Its arguments never pass through a shell. */
export interface Order {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** All it sees; nothing of Wardroom's own environment is added but the mark it is found by. */
  readonly env: Readonly<Record<string, string>>;
  readonly input?: string;
  /** Whose it is: of many programs of one person some wait, so that others' start. */
  readonly person: string;
  /** Ends it whole: SIGTERM to its process group, {@link GRACE_MS} later SIGKILL. */
  readonly signal: AbortSignal;
  /** What it prints, as it comes; `false` means enough, and it is killed. */
  onOutput(chunk: Buffer): boolean;
}

/** How it ended. */
export interface Ended {
  readonly exitCode: number | null;
  readonly killedBy: NodeJS.Signals | null;
  /** The end of its standard error, at most 8 KiB. */
  readonly stderr: string;
  /** `onOutput` had enough. */
  readonly enough: boolean;
}

const GRACE_MS = 2_000;
const STDERR_BYTES = 8_192;
/** How long after its end its pipes may still deliver what a survivor outside the group keeps open. */
const DRAIN_MS = 300;
const BUSY_TRIES = 5;

/**
 * Runs a program in a process group of its own and waits until it and all it started are gone.
 *
 * When it ends, whatever is left of its group is killed, then (on Linux) whatever left the group but still carries the
 * run's mark in its environment. Its pipes are closed even if something else holds them, so this always returns.
 * Memory is bounded by what `onOutput` keeps. Where many run already it waits its turn. Rejects with the signal's reason
 * when that comes before it started. Throws {@link Fault} `program-start` when it cannot be started.
 */
export async function runChild(order: Order): Promise<Ended> {
  const leave = await turns.take(order.person, order.signal);
  try {
    return await runNow(order);
  } finally {
    leave();
  }
}

/** Of the machine, so of this process: what a small one bears, programs that mostly wait for a network. */
const turns = openTurns({ most: 64, mostOfOne: 16 });

async function runNow(order: Order): Promise<Ended> {
  const mark = await newMark();
  const child = await start(order, { ...order.env, [MARK]: mark });
  const pid = child.pid as number;
  let enough = false;
  let received = 0;
  let stderr = Buffer.alloc(0);
  let killTimer: NodeJS.Timeout | undefined;

  const stop = (): void => {
    killGroup(pid, "SIGTERM");
    killTimer ??= setTimeout(() => killGroup(pid, "SIGKILL"), GRACE_MS);
  };
  child.stdout.on("data", (chunk: Buffer) => {
    received += chunk.length;
    if (enough || order.onOutput(chunk)) return;
    enough = true;
    // In this order: closing first would end it by SIGPIPE, or with an exit code that its shell makes of that.
    killGroup(pid, "SIGKILL");
    child.stdout.destroy();
  });
  child.stderr.on("data", (chunk: Buffer) => {
    received += chunk.length;
    const end = chunk.length < STDERR_BYTES ? Buffer.concat([stderr, chunk]) : chunk;
    stderr = Buffer.from(end.subarray(-STDERR_BYTES));
  });
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.on("error", () => {});
  child.stdin.end(order.input ?? "");
  order.signal.addEventListener("abort", stop, { once: true });
  if (order.signal.aborted) stop();

  const closed = new Promise<void>((resolve) => child.once("close", () => resolve()));
  const { code, signal } = await exitOf(child);
  clearTimeout(killTimer);
  order.signal.removeEventListener("abort", stop);
  killGroup(pid, "SIGKILL");
  await drained(closed, () => received);
  for (const stream of [child.stdin, child.stdout, child.stderr]) stream.destroy();
  await killMarked(mark);
  return { exitCode: code, killedBy: signal, stderr: stderr.toString("utf8"), enough };
}

type Running = ChildProcessByStdio<Writable, Readable, Readable>;

/** Starts it; tries again while its file is still open for writing somewhere (ETXTBSY). */
async function start(order: Order, env: Record<string, string>): Promise<Running> {
  for (let tries = 1; ; tries++) {
    try {
      return await spawned(order, env);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code !== "ETXTBSY" || tries === BUSY_TRIES)
        throw new Fault(
          "program-start",
          `The program could not be started${reasonOf(code)}.`,
          { file: order.file, code },
          error,
        );
      await wait(40);
    }
  }
}

function spawned(order: Order, env: Record<string, string>): Promise<Running> {
  return new Promise((resolve, reject) => {
    const child = spawn(order.file, order.args, {
      cwd: order.cwd,
      env,
      detached: true,
      shell: false,
      windowsHide: true,
      stdio: ["pipe", "pipe", "pipe"],
    });
    child.once("error", reject);
    child.once("spawn", () => resolve(child));
  });
}

function reasonOf(code: string | undefined): string {
  if (code === "ENOENT") return ": it, or the interpreter its first line names, is not there";
  if (code === "EACCES") return ": it may not be executed";
  if (code === "EAGAIN" || code === "ENOMEM") return ": the machine has no room for another process";
  return "";
}

function exitOf(child: Running): Promise<{ code: number | null; signal: NodeJS.Signals | null }> {
  if (child.exitCode !== null || child.signalCode !== null)
    return Promise.resolve({ code: child.exitCode, signal: child.signalCode });
  return new Promise((resolve) => child.once("exit", (code, signal) => resolve({ code, signal })));
}

/** Waits for the pipes to close by themselves; gives up once nothing has come for {@link DRAIN_MS}, or at 2 s. */
async function drained(closed: Promise<void>, received: () => number): Promise<void> {
  let open = true;
  const done = closed.then(() => {
    open = false;
  });
  for (let i = 0; open && i < 7; i++) {
    const before = received();
    await Promise.race([done, wait(DRAIN_MS)]);
    // What had arrived while this process was busy is read before the clock is looked at again.
    await new Promise((turn) => setImmediate(turn));
    if (open && received() === before) return;
  }
}
