import { spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, realpathSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { RunAs } from "./run-as.ts";

/** What the server's lock file says of it. */
export interface Postmaster {
  readonly pid: number;
  readonly socketFolder: string;
  readonly port: number;
  readonly status: "starting" | "ready" | "stopping" | "standby" | "";
}

const LOG_BYTES_MOST = 5 << 20;

/** The living server of a cluster: undefined when there is none, whatever a stale lock file says. */
export function livingPostmaster(cluster: string): Postmaster | undefined {
  let lines: string[];
  try {
    lines = readFileSync(join(cluster, "postmaster.pid"), "utf8")
      .split("\n")
      .map((line) => line.trim());
  } catch {
    return undefined;
  }
  const pid = Number(lines[0]);
  if (!(pid > 1) || !serves(pid, cluster)) return undefined;
  // The file is written in steps: what is not there yet counts as starting.
  return {
    pid,
    port: Number(lines[3] || 5432),
    socketFolder: lines[4] ?? "",
    status: (lines[7] ?? "starting") as Postmaster["status"],
  };
}

/**
 * Whether the process is a server on this cluster. Its number alone says little: after a reboot it may be anybody's,
 * even another cluster's, and a killed one that nobody waits for stays as a zombie.
 */
function serves(pid: number, cluster: string): boolean {
  try {
    process.kill(pid, 0);
  } catch {
    return false;
  }
  if (process.platform !== "linux") return true;
  try {
    if (/^State:\s+[ZX]/m.test(readFileSync(`/proc/${pid}/status`, "utf8"))) return false;
    const [program = "", ...args] = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    if (!/(postgres|postmaster)$/.test(program)) return false;
    const folder = args[args.indexOf("-D") + 1] ?? "";
    return !args.includes("-D") || real(folder) === real(cluster);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== "ENOENT";
  }
}

function real(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

export interface Spawned {
  /** Resolves when the process ended, before or after it was ready. */
  readonly ended: Promise<void>;
  /** What the server wrote into its log since it was started. */
  said(): string;
  /** Lets this process end while the server goes on. */
  release(): void;
}

/** Starts a server in a session of its own, so that a Ctrl-C meant for us is not also meant for it. */
export function spawnPostmaster(postgres: string, args: readonly string[], runAs: RunAs, logFile: string): Spawned {
  if ((statSync(logFile, { throwIfNoEntry: false })?.size ?? 0) > LOG_BYTES_MOST) renameSync(logFile, `${logFile}.1`);
  const log = openSync(logFile, "a", 0o600);
  const from = statSync(logFile).size;
  const [program = postgres, ...rest] = [...runAs.prefix, postgres, ...args];
  const child = spawn(program, rest, { ...runAs.ids, cwd: "/", detached: true, stdio: ["ignore", log, log] });
  closeSync(log);
  const ended = new Promise<void>((resolve) => {
    child.once("exit", () => resolve());
    child.once("error", () => resolve());
  });
  return {
    ended,
    said: () => readFileSync(logFile).subarray(from).toString("utf8"),
    release: () => child.unref(),
  };
}

/** Ends the server, open sessions included; it writes its checkpoint first. Waits until it is gone. */
export async function stopPostmaster(cluster: string, pid: number, patienceMs = 30_000): Promise<void> {
  const gone = async (forMs: number) => {
    for (const until = Date.now() + forMs; Date.now() < until; await sleep(10)) {
      if (livingPostmaster(cluster)?.pid !== pid) return true;
    }
    return false;
  };
  // SIGINT is a fast shutdown, SIGQUIT an immediate one, after which the next start replays the log.
  for (const signal of ["SIGINT", "SIGQUIT"] as const) {
    try {
      process.kill(pid, signal);
    } catch {
      return;
    }
    if (await gone(patienceMs)) return;
  }
}
