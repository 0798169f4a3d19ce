import { Client, type ClientConfig } from "pg";
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
  const at = { host: server.socketFolder, port: server.port };
  const reach = { ...at, user: ROLE, database: DATABASE };
  const client = await enter(reach).catch(async (error) => {
    if (isMissing(error)) {
      await makeDatabase(at);
      return enter(reach);
    }
    if (isPassing(error)) return undefined;
    throw error;
  });
  if (client === undefined) return undefined;
  if (!(await locks(client, "pg_try_advisory_lock_shared"))) {
    await client.end();
    return undefined;
  }
  let releasing = false;
  const lost = new Promise<void>((resolve) => {
    client.once("end", () => {
      if (!releasing) resolve();
    });
  });
  // The session only stands there; it is no reason for a process to go on.
  (client as unknown as { connection: { stream: { unref(): void } } }).connection.stream.unref();
  return {
    reach,
    pid: server.pid,
    lost,
    async release() {
      if (releasing) return;
      releasing = true;
      (client as unknown as { connection: { stream: { ref(): void } } }).connection.stream.ref();
      try {
        await client.query("select pg_advisory_unlock_shared($1)", [HOLD_LOCK]);
        if (await locks(client, "pg_try_advisory_lock")) await stop(server.pid);
      } catch {
        // The server is gone already, which is what was wanted.
      } finally {
        await client.end().catch(() => {});
      }
    },
  };
}

async function enter(reach: ClientConfig): Promise<Client> {
  const client = new Client({ ...reach, application_name: "wardroom hold", connectionTimeoutMillis: 10_000 });
  client.on("error", () => {});
  await client.connect();
  return client;
}

async function locks(client: Client, how: "pg_try_advisory_lock" | "pg_try_advisory_lock_shared"): Promise<boolean> {
  const { rows } = await client.query<{ ok: boolean }>(`select ${how}($1) as ok`, [HOLD_LOCK]);
  return rows[0]?.ok === true;
}

const isMissing = (error: { code?: string }) => error.code === "3D000" || error.code === "28000";

/** Starting, stopping, full for the moment, or gone between two looks. */
const isPassing = (error: { code?: string }) =>
  ["57P03", "57P01", "53300", "ECONNREFUSED", "ENOENT", "ECONNRESET", "EPIPE"].includes(error.code ?? "");

/** A role that is no superuser, so that a hole in a query of ours opens neither files nor programs, and its database. */
async function makeDatabase(at: { host: string; port: number }): Promise<void> {
  const client = await enter({ ...at, user: "postgres", database: "postgres" });
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
