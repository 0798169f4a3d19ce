import { randomBytes } from "node:crypto";
import { readdir, readFile, readlink } from "node:fs/promises";
import process from "node:process";

/** The variable that carries a run's mark. Children inherit it, also those that leave the process group. */
export const MARK = "WARDROOM_RUN";

/**
 * A mark for one run. Where `/proc` is, it names the process that began the run (its namespace, number and start, which no
 * later process has again), so that what a dead one left behind can be told from what a living one runs.
 */
export async function newMark(): Promise<string> {
  return `${(await ownName()) ?? "0.0.0"}.${randomBytes(12).toString("hex")}`;
}

let own: Promise<string | undefined> | undefined;

function ownName(): Promise<string | undefined> {
  own ??= nameOf(process.pid);
  return own;
}

/** `namespace.pid.start` of a process that runs; undefined for one that does not, or where there is no `/proc`. */
async function nameOf(pid: number | string): Promise<string | undefined> {
  try {
    const [space, stat] = await Promise.all([readlink(`/proc/${pid}/ns/pid`), readFile(`/proc/${pid}/stat`, "latin1")]);
    // The second field is the program's name in parentheses and may hold anything; the 22nd is the time of its start.
    const start = stat.slice(stat.lastIndexOf(")") + 2).split(" ")[19];
    return `${/\d+/.exec(space)?.[0]}.${pid}.${start}`;
  } catch {
    return undefined;
  }
}

/** Processes by the mark that they carry. Empty where there is no `/proc`. */
export async function markedProcesses(): Promise<{ pid: number; mark: string }[]> {
  const pids = (await readdir("/proc").catch(() => [])).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    pids.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, "latin1").catch(() => "");
      const mark = environment.includes(MARK)
        ? new RegExp(`(?:^|\\0)${MARK}=([^\\0]*)`).exec(environment)?.[1]
        : undefined;
      return mark === undefined || Number(pid) === process.pid ? undefined : { pid: Number(pid), mark };
    }),
  );
  return found.filter((one) => one !== undefined);
}

/** Whether the process that gave this mark is dead, seen from where it lived. Anything unclear counts as alive. */
export async function isOrphaned(mark: string): Promise<boolean> {
  const [space, pid, start] = mark.split(".");
  const here = (await ownName())?.split(".")[0];
  if (here === undefined || space !== here || pid === undefined || !/^\d+$/.test(pid)) return false;
  return (await nameOf(pid)) !== `${space}.${pid}.${start}`;
}
