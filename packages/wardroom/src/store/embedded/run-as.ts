import { execFile, execFileSync } from "node:child_process";
import { chmodSync, readFileSync, statSync } from "node:fs";
import { promisify } from "node:util";
import { Fault } from "../../base/fault.ts";

/** Under which user the server's programs run, and how. `owner` owns its files. */
export interface RunAs {
  readonly owner: { readonly uid: number; readonly gid: number } | undefined;
  /** Put before the program and its arguments. */
  readonly prefix: readonly string[];
  readonly ids: { readonly uid?: number; readonly gid?: number };
}

const PLAIN: RunAs = { owner: undefined, prefix: [], ids: {} };

/** In a user namespace of its own root is user 1000 to Postgres, and files stay root's. */
const UNSHARED: RunAs = {
  owner: { uid: 0, gid: 0 },
  prefix: ["unshare", "--user", "--map-user=1000", "--map-group=1000", "--"],
  ids: {},
};

/**
 * Postgres refuses to run as root. So root runs it as `nobody` where that user can get at the program and the folder,
 * and else (a clone under a home of mode 700, a private data folder) in a user namespace. A cluster that stands keeps
 * the way it was made with, if it still works; its files change hands otherwise.
 *
 * Throws `store-root` when neither works.
 */
export async function chooseRunAs(postgres: string, folder: string, cluster: string): Promise<RunAs> {
  if (process.getuid?.() !== 0) return PLAIN;
  const nobody = asNobody();
  const made = ownerOf(cluster);
  const order = made === 0 ? [UNSHARED, nobody] : [nobody, UNSHARED];
  for (const way of order) {
    if (way !== undefined && (await works(way, postgres, folder))) return handOver(way, cluster, made);
  }
  // Only our own folder may be in the way: containers that forbid namespaces. Let it be passed through, not listed.
  if (nobody !== undefined) {
    chmodSync(folder, 0o711);
    if (await works(nobody, postgres, folder)) return handOver(nobody, cluster, made);
  }
  throw new Fault(
    "store-root",
    "PostgreSQL does not run as root, and here neither user nobody nor a user namespace can get at its files. Start Wardroom as an ordinary user, or set DATABASE_URL.",
  );
}

async function works({ prefix, ids }: RunAs, postgres: string, folder: string): Promise<boolean> {
  // The change of folder is done by the shell: the one that spawning offers happens while we still are root.
  const [program = "sh", ...rest] = [...prefix, "sh", "-c", 'cd "$1" && exec "$2" --version', "sh", folder, postgres];
  try {
    await promisify(execFile)(program, rest, { ...ids, cwd: "/" });
    return true;
  } catch {
    return false;
  }
}

function handOver(way: RunAs, cluster: string, made: number | undefined): RunAs {
  const owner = way.owner;
  if (owner !== undefined && made !== undefined && made !== owner.uid) {
    execFileSync("chown", ["-R", `${owner.uid}:${owner.gid}`, cluster]);
  }
  return way;
}

function ownerOf(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.uid;
}

function asNobody(): RunAs | undefined {
  const line = readFileSync("/etc/passwd", "utf8").match(/^nobody:[^:]*:(\d+):(\d+):/m);
  if (line === null) return undefined;
  const ids = { uid: Number(line[1]), gid: Number(line[2]) };
  return { owner: ids, prefix: [], ids };
}
