import { readdir, readFile } from "node:fs/promises";

/** The variable that carries a run's mark. Children inherit it, also those that leave the process group. */
export const MARK = "WARDROOM_RUN";

/** Signals every process of the group that `pid` leads. An empty group is no error. */
export function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // ESRCH: nobody is left.
  }
}

const ROUNDS = 3;

/**
 * Kills every process whose environment carries `mark`: those that a program started in a session of their own. Linux
 * only, where `/proc` tells; elsewhere it does nothing. A process that cleared its environment, or changed its user, is
 * not found (docs/reference/scripts.md).
 */
export async function killMarked(mark: string): Promise<void> {
  if (process.platform !== "linux") return;
  for (let round = 0; round < ROUNDS; round++) {
    const pids = await marked(`${MARK}=${mark}`);
    if (pids.length === 0) return;
    for (const pid of pids)
      try {
        process.kill(pid, "SIGKILL");
      } catch {
        // It ended by itself meanwhile.
      }
  }
}

async function marked(entry: string): Promise<number[]> {
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => ((await environment(pid)).includes(entry) ? Number(pid) : undefined)),
  );
  return found.filter((pid) => pid !== undefined && pid !== process.pid) as number[];
}

async function environment(pid: string): Promise<string> {
  return readFile(`/proc/${pid}/environ`, "latin1").catch(() => "");
}
