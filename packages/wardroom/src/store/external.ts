import type { Client, ClientConfig } from "pg";
import { Fault } from "../base/fault.ts";
import type { Log } from "../base/log.ts";
import { openClient } from "./pool.ts";

const OLDEST = 150_000;

/**
 * How to reach the PostgreSQL that a URL names, after one connection showed that it can be used: it answers, lets us
 * in, is version 15 or later and keeps UTF-8. Throws the `store-…` faults below; the URL and its password are in none.
 */
export async function reachExternal(url: string, log: Log): Promise<ClientConfig> {
  if (!/^postgres(ql)?:\/\//.test(url) || !URL.canParse(url)) {
    throw new Fault(
      "store-url",
      "DATABASE_URL is not a PostgreSQL address. Write postgresql://USER:PASSWORD@HOST:5432/DATABASE.",
    );
  }
  const reach: ClientConfig = { connectionString: url };
  let client: Client;
  try {
    client = await openClient(reach, log);
  } catch (error) {
    throw unreachable(error, new URL(url));
  }
  try {
    await examine(client);
  } finally {
    await client.end();
  }
  return reach;
}

async function examine(client: Client): Promise<void> {
  const { rows } = await client.query<{ version: number; shown: string; encoding: string }>(
    `select current_setting('server_version_num')::int as version, current_setting('server_version') as shown,
            current_setting('server_encoding') as encoding`,
  );
  const found = rows[0];
  if (found === undefined || found.version < OLDEST) {
    throw new Fault(
      "store-too-old",
      `The database server is PostgreSQL ${found?.shown}. Wardroom needs version 15 or later.`,
    );
  }
  if (found.encoding !== "UTF8") {
    throw new Fault(
      "store-encoding",
      `The database keeps its text as ${found.encoding}. Create one with ENCODING 'UTF8' and name it in DATABASE_URL.`,
    );
  }
}

function unreachable(error: unknown, { hostname, port, pathname }: URL): Fault {
  const { code = "", message = "" } = firstOf(error);
  const where = `${hostname || "the local socket"}${port && `:${port}`}`;
  const fault = (name: string, say: string) =>
    new Fault(name, say, { host: hostname, port, database: pathname, code }, error);
  if (code === "ENOTFOUND" || code === "EAI_AGAIN")
    return fault("store-host-unknown", `There is no host called ${hostname}. Check the name in DATABASE_URL.`);
  if (code === "28P01" || code === "28000")
    return fault(
      "store-login",
      `The database server at ${where} does not let us in. Check user and password in DATABASE_URL.`,
    );
  if (code === "3D000")
    return fault(
      "store-no-database",
      `The database server at ${where} has no database called ${pathname.slice(1)}. Create it, or correct DATABASE_URL.`,
    );
  if (code === "53300")
    return fault(
      "store-crowded",
      `The database server at ${where} has no connection free. Raise its max_connections, or ask for fewer.`,
    );
  if (/SSL/.test(message))
    return fault("store-tls", `The database server at ${where} and DATABASE_URL disagree about TLS. Check sslmode.`);
  return fault("store-unreachable", `No database server answers at ${where}. Start it, or correct DATABASE_URL.`);
}

/** Node tries each address of a name and gathers the refusals. */
function firstOf(error: unknown): { code?: string; message?: string } {
  return error instanceof AggregateError ? error.errors[0] : (error as Error);
}
