import { Client, type ClientConfig } from "pg";
import { PROCESS_NAME } from "../pool.ts";
import { startFault } from "./failure.ts";
import type { Postmaster } from "./postmaster.ts";

/** Taken shared by every process that uses the server, and alone by the one that stops it. */
const HOLD_LOCK = 727_275;
export const DATABASE = "wardroom";
const ROLE = "wardroom";

export interface Hold {
  readonly reach: ClientConfig & { readonly host: string };
  readonly pid: number;
  /** Resolves when the server went away by itself. */
  readonly lost: Promise<void>;
  release(): Promise<void>;
}

/**
 * Holds a living server: a session of ours keeps a shared lock, which ends with the process however it ends. Whoever
 * lets go tries to take the same lock alone; who gets it is the last, and stops the server with the lock still held,
 * so that nobody joins a server that is about to go. Gives nothing when it is going, or not quite there yet: try again.
 */
export async function takeHold(server: Postmaster, stop: (pid: number) => Promise<void>): Promise<Hold | undefined> {
  const reach = { host: server.socketFolder, port: server.port, user: ROLE, database: DATABASE };
  let client: HoldClient | undefined;
  try {
    client = await enterOrMake(reach);
    if (!(await locks(client, "pg_try_advisory_lock_shared"))) {
      await client.end();
      return undefined;
    }
  } catch (error) {
    await client?.end().catch(() => {});
    if (isBroken(error as { code?: string })) throw startFault((error as Error).message);
    return undefined;
  }
  return heldBy(client, reach, () => stop(server.pid), server.pid);
}

function heldBy(client: HoldClient, reach: Hold["reach"], stop: () => Promise<void>, pid: number): Hold {
  let releasing = false;
  const lost = new Promise<void>((resolve) => {
    client.once("end", () => {
      if (!releasing) resolve();
    });
  });
  // The session only stands there; it is no reason for a process to go on.
  client.unref();
  return {
    reach,
    pid,
    lost,
    async release() {
      if (releasing) return;
      releasing = true;
      client.ref();
      try {
        await client.query("select pg_advisory_unlock_shared($1)", [HOLD_LOCK]);
        if (await locks(client, "pg_try_advisory_lock")) await stop();
      } catch {
        // The server is gone already, which is what was wanted.
      } finally {
        await client.end().catch(() => {});
      }
    },
  };
}

/** `pg` has these two, its types do not. */
type HoldClient = Client & { ref(): void; unref(): void };

async function enterOrMake(reach: Hold["reach"]): Promise<HoldClient> {
  try {
    return await enter(reach);
  } catch (error) {
    if (!isMissing(error as { code?: string })) throw error;
    await makeDatabase(reach);
    return enter(reach);
  }
}

async function enter(reach: ClientConfig): Promise<HoldClient> {
  const client = new Client({ ...reach, application_name: PROCESS_NAME, connectionTimeoutMillis: 10_000 });
  client.on("error", () => {});
  await client.connect();
  return client as HoldClient;
}

async function locks(client: Client, how: "pg_try_advisory_lock" | "pg_try_advisory_lock_shared"): Promise<boolean> {
  const { rows } = await client.query<{ ok: boolean }>(`select ${how}($1) as ok`, [HOLD_LOCK]);
  return rows[0]?.ok === true;
}

const isMissing = (error: { code?: string }) => error.code === "3D000" || error.code === "28000";

/**
 * Answers that no waiting changes: what belongs to every cluster of ours is missing (3D, 28), or its files are (58, XX).
 * All else passes: it is starting, stopping, full for the moment, or gone between two looks.
 */
const isBroken = ({ code = "" }: { code?: string }) => /^(3D|28|58|XX)/.test(code);

/** A role that is no superuser, so that a hole in a query of ours opens neither files nor programs, and its database. */
async function makeDatabase(reach: ClientConfig): Promise<void> {
  const client = await enter({ ...reach, user: "postgres", database: "postgres" });
  try {
    await client.query("select pg_advisory_lock($1)", [HOLD_LOCK]);
    const { rowCount: role } = await client.query("select from pg_roles where rolname = $1", [ROLE]);
    if (role === 0) await client.query(`create role ${ROLE} login`);
    const { rowCount: base } = await client.query("select from pg_database where datname = $1", [DATABASE]);
    if (base === 0) await client.query(`create database ${DATABASE} owner ${ROLE}`);
  } finally {
    await client.end();
  }
}
