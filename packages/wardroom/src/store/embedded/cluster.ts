import { execFile } from "node:child_process";
import { chownSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Binaries } from "./binaries.ts";
import { startFault } from "./failure.ts";
import type { RunAs } from "./run-as.ts";

/** The version that a cluster's files were made by; undefined when there is no cluster. */
export function clusterMajor(cluster: string): number | undefined {
  if (!existsSync(cluster)) return undefined;
  try {
    return Number.parseInt(readFileSync(join(cluster, "PG_VERSION"), "utf8"), 10);
  } catch {
    // A folder of that name without the file: made by somebody else, or torn.
    throw startFault("not a valid data directory");
  }
}

/**
 * Makes an empty cluster: checksums on every page, UTF-8, byte order for sorting. It is made beside its place and
 * moved there when it is whole, so one that was cut off is never taken for a damaged store.
 */
export async function makeCluster(cluster: string, { initdb }: Binaries, runAs: RunAs): Promise<void> {
  sweep(cluster);
  const draft = `${cluster}.new-${process.pid}`;
  mkdirSync(draft, { mode: 0o700 });
  if (runAs.owner !== undefined) chownSync(draft, runAs.owner.uid, runAs.owner.gid);
  const args = ["-D", draft, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--data-checksums"];
  const [program = initdb, ...rest] = [...runAs.prefix, initdb, ...args];
  try {
    await promisify(execFile)(program, rest, { ...runAs.ids, cwd: "/" });
    renameSync(draft, cluster);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    const { stderr = "", message } = error as Error & { stderr?: string };
    throw startFault(stderr || message);
  }
}

/** What earlier attempts left behind. Only one process makes a cluster at a time, so all of it is stale. */
function sweep(cluster: string): void {
  const [parent, name] = [join(cluster, ".."), cluster.slice(cluster.lastIndexOf("/") + 1)];
  for (const entry of readdirSync(parent)) {
    if (entry.startsWith(`${name}.new-`)) rmSync(join(parent, entry), { recursive: true, force: true });
  }
}
