import { accessSync, constants, existsSync, mkdirSync, realpathSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { ClientConfig } from "pg";
import { Fault } from "../../base/fault.ts";
import type { Log } from "../../base/log.ts";
import { findBinaries } from "./binaries.ts";
import { clusterMajor, makeCluster } from "./cluster.ts";
import { folderFault, startFault } from "./failure.ts";
import { type Hold, takeHold } from "./hold.ts";
import { livingPostmaster, spawnPostmaster, stopPostmaster } from "./postmaster.ts";
import { chooseRunAs } from "./run-as.ts";
import { folderHash, makeSocketFolder } from "./socket-folder.ts";
import { withStartLock } from "./start-lock.ts";
import { tuning } from "./tuning.ts";

export interface EmbeddedSettings {
  readonly dataDir: string;
  readonly pgBin?: string | undefined;
  readonly log: Log;
  /** Server settings beside the usual ones. */
  readonly tuning?: Readonly<Record<string, string>>;
}

export interface Embedded {
  /** How to reach the database. */
  readonly reach: ClientConfig & { readonly host: string };
  readonly pid: number;
  /** Lets go of the server; the last process that does stops it. */
  close(): Promise<void>;
}

const CRASH_RECOVERY_MS = 600_000;

/**
 * A PostgreSQL server on the data folder, for this process and any other that wants it: one that lives already (kept
 * by another process, or left by one that was killed) is joined, else one is started. Each process holds it; the last
 * to let go stops it. One that dies meanwhile is started again.
 */
export async function openEmbedded(settings: EmbeddedSettings): Promise<Embedded> {
  const dataDir = makeDataFolder(settings.dataDir);
  const cluster = join(dataDir, "postgres");
  let hold = await enter(dataDir, cluster, settings);
  let closing = false;
  let revived: Promise<void> = Promise.resolve();

  async function revive(): Promise<void> {
    for (let pauseMs = 100; !closing; pauseMs = Math.min(pauseMs * 2, 10_000)) {
      settings.log.error("the embedded database went away; starting it again");
      try {
        hold = await enter(dataDir, cluster, settings);
        return keep();
      } catch (error) {
        settings.log.error({ err: error }, "the embedded database did not start");
        await sleep(pauseMs, undefined, { ref: false });
      }
    }
  }

  function keep(): void {
    void hold.lost.then(() => {
      revived = revive();
    });
  }
  keep();

  return {
    reach: hold.reach,
    pid: hold.pid,
    async close() {
      closing = true;
      // One that is just being started again is let go of like any other, else nobody would stop it.
      await revived;
      await hold.release();
    },
  };
}

function makeDataFolder(dataDir: string): string {
  try {
    // `mkdir -p` on a read-only file system fails with "not there"; the folder above has the true reason.
    const above = nearest(dataDir);
    if (!statSync(above).isDirectory()) throw Object.assign(new Error("not a folder"), { code: "ENOTDIR" });
    accessSync(above, constants.W_OK | constants.X_OK);
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    const path = realpathSync(dataDir);
    accessSync(path, constants.W_OK | constants.X_OK);
    return path;
  } catch (error) {
    throw folderFault(error);
  }
}

function nearest(path: string): string {
  return existsSync(path) || dirname(path) === path ? path : nearest(dirname(path));
}

/** Joins the living server or starts one, until one of both went well. */
async function enter(dataDir: string, cluster: string, settings: EmbeddedSettings): Promise<Hold> {
  for (const giveUpAt = Date.now() + CRASH_RECOVERY_MS; Date.now() < giveUpAt; ) {
    const living = livingPostmaster(cluster);
    if (living === undefined) {
      await withStartLock(folderHash(dataDir), () => start(dataDir, cluster, settings));
      continue;
    }
    const stop = () => stopPostmaster(cluster, living.pid);
    if (living.status === "ready") {
      // One that runs and lets nobody in is damaged, so nobody is in whom stopping it could hurt.
      const hold = await takeHold(living, stop).catch(async (error) => {
        await stop();
        throw error;
      });
      if (hold !== undefined) return hold;
    }
    await sleep(15);
  }
  throw tooSlow();
}

function tooSlow(): Fault {
  return new Fault(
    "store-start-slow",
    "The embedded database has not been ready for ten minutes. Start again later: if it repairs itself, it goes on doing so.",
  );
}

/** Starts a server and waits until it takes connections. Another process may have been quicker: then there is nothing to do. */
async function start(dataDir: string, cluster: string, settings: EmbeddedSettings): Promise<void> {
  if (livingPostmaster(cluster) !== undefined) return;
  const binaries = await findBinaries(settings.pgBin, clusterMajor(cluster));
  const runAs = await chooseRunAs(binaries.postgres, dataDir, cluster);
  try {
    if (clusterMajor(cluster) === undefined) {
      settings.log.info({ postgres: binaries.major }, "making an empty store");
      await makeCluster(cluster, binaries, runAs);
    }
    const socketFolder = makeSocketFolder(dataDir, runAs);
    const chosen = { ...tuning(binaries.major), unix_socket_directories: socketFolder, ...settings.tuning };
    const args = ["-D", cluster, ...Object.entries(chosen).flatMap(([name, value]) => ["-c", `${name}=${value}`])];
    const server = spawnPostmaster(binaries.postgres, args, runAs, join(dataDir, "postgres.log"));
    let over = false;
    void server.ended.then(() => {
      over = true;
    });
    const giveUpAt = Date.now() + CRASH_RECOVERY_MS;
    while (livingPostmaster(cluster)?.status !== "ready") {
      if (over) throw startFault(server.said());
      if (Date.now() > giveUpAt) {
        throw tooSlow();
      }
      await sleep(10);
    }
    server.release();
  } catch (error) {
    throw folderFault(error);
  }
}
