import { Kysely, PostgresDialect } from "kysely";
import type { ClientConfig } from "pg";
import type { Log } from "../base/log.ts";
import { refuseElsewhere } from "./elsewhere.ts";
import { openEmbedded } from "./embedded/embedded.ts";
import { reachExternal } from "./external.ts";
import { migrate } from "./migrate.ts";
import { migrations } from "./migration/migrations.ts";
import { openClient, openPool } from "./pool.ts";
import type { Store } from "./store.ts";
import type { Database } from "./table/database.ts";

export interface StoreSettings {
  /** Wardroom's data folder; the embedded server keeps its files in `postgres` below it. Made when missing. */
  readonly dataDir: string;
  /** A PostgreSQL to use instead of the embedded one. */
  readonly url?: string | undefined;
  /** A folder with `postgres` and `initdb`, before those that Wardroom brings or finds. */
  readonly pgBin?: string | undefined;
  readonly log: Log;
  /** At most so many connections in the pool. */
  readonly connections?: number | undefined;
}

/**
 * Opens the store, embedded or by URL, and brings its tables up to date. Throws the `store-…` faults, each a sentence
 * for whoever started it.
 */
export async function openStore(settings: StoreSettings): Promise<Store> {
  const store = await openBare(settings);
  try {
    await migrate(migrations, { db: store.db as Kysely<unknown>, connect: store.connect, log: settings.log });
    return store;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Opens the store and leaves its tables as they are. This is the only place that knows which kind it is. */
export async function openBare(settings: StoreSettings): Promise<Store> {
  if (settings.url !== undefined) return storeOver(await reachExternal(settings.url, settings.log), settings);
  await refuseElsewhere(settings.dataDir);
  const server = await openEmbedded(settings);
  return storeOver(server.reach, settings, () => server.close());
}

/** A store over a database that is known to be there, its tables as they are. `after` runs when it was closed. */
export function storeOver(
  reach: ClientConfig,
  { log, connections = 10 }: Pick<StoreSettings, "log" | "connections">,
  after: () => Promise<void> = async () => {},
): Store {
  const pool = openPool(reach, log, connections);
  const db = new Kysely<Database>({ dialect: new PostgresDialect({ pool }) });
  let closing: Promise<void> | undefined;
  return {
    pool,
    db,
    connect: () => openClient(reach, log),
    close() {
      closing ??= db.destroy().then(after);
      return closing;
    },
  };
}
