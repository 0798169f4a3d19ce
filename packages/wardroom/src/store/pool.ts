import { randomBytes } from "node:crypto";
import { Client, type ClientConfig, Pool, types } from "pg";
import type { Log } from "../base/log.ts";

const INT8_OID = 20;

/** What the sessions of this process are called, so that they can be told from those of others. */
export const PROCESS_NAME = `wardroom/${randomBytes(6).toString("hex")}`;

/**
 * `bigint` columns and counts come as numbers: nothing here counts beyond 2^53, and a string that looks like a number
 * is a trap. It holds for this pool only, not for everybody who loads `pg`.
 */
const numbers: ClientConfig["types"] = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    oid === INT8_OID && format !== "binary" ? Number : types.getTypeParser(oid, format as "text")) as never,
};

/** Opens no connection by itself. One that breaks while idle is logged and replaced, never thrown at the process. */
export function openPool(reach: ClientConfig, log: Log, connections: number): Pool {
  const pool = new Pool({
    application_name: PROCESS_NAME,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    ...reach,
    types: numbers,
    max: connections,
  });
  pool.on("error", (error) => {
    // One that ends while all are being ended is what was wanted.
    if (!pool.ending) log.warn(brief(error), "a store connection broke");
  });
  return pool;
}

/** One connection apart from the pool. */
export async function openClient(reach: ClientConfig, log: Log): Promise<Client> {
  const client = new Client({
    application_name: PROCESS_NAME,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    ...reach,
    types: numbers,
  });
  client.on("error", (error) => log.warn(brief(error), "a store connection broke"));
  await client.connect();
  return client;
}

/** Without the connection that hangs on such an error, which would fill a page. */
function brief({ message, code }: Error & { code?: string }) {
  return { code, error: message };
}
