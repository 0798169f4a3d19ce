import { Client, type ClientConfig, Pool, types } from "pg";
import type { Log } from "../base/log.ts";

const INT8_OID = 20;

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
    application_name: "wardroom",
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    ...reach,
    types: numbers,
    max: connections,
  });
  pool.on("error", (error) => log.warn({ err: error }, "a store connection broke"));
  return pool;
}

/** One connection apart from the pool. */
export async function openClient(reach: ClientConfig, log: Log): Promise<Client> {
  const client = new Client({
    application_name: "wardroom",
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    ...reach,
    types: numbers,
  });
  client.on("error", (error) => log.warn({ err: error }, "a store connection broke"));
  await client.connect();
  return client;
}
