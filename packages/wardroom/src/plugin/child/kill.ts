import process from "node:process";
import { isOrphaned, markedProcesses } from "./mark.ts";

/** Signals every process of the group that `pid` leads. An empty group is no error. */
export function killGroup(pid: number, signal: NodeJS.Signals): void {
  send(-pid, signal);
}

const ROUNDS = 3;

/**
 * Kills every process whose environment carries `mark`: those that a program started in a session of their own. Linux
 * only, where `/proc` tells; elsewhere it does nothing. A process that cleared its environment, or changed its user, is
 * not found (docs/reference/scripts.md).
 */
export async function killMarked(mark: string): Promise<void> {
  for (let round = 0; round < ROUNDS; round++) {
    const left = (await markedProcesses()).filter((one) => one.mark === mark);
    if (left.length === 0) return;
    for (const { pid } of left) send(pid, "SIGKILL");
  }
}

/**
 * Kills what runs of Wardroom processes that are dead left running, and gives how many those were. A Wardroom that was
 * killed cannot end its scripts; the next one does.
 */
export async function killOrphans(): Promise<number> {
  let killed = 0;
  for (const { pid, mark } of await markedProcesses())
    if (await isOrphaned(mark)) {
      send(pid, "SIGKILL");
      killed++;
    }
  return killed;
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // ESRCH: nobody is left.
  }
}
