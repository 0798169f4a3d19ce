import type { Kysely } from "kysely";
import type { Client, Pool } from "pg";
import type { Database } from "./table/database.ts";

/** An open store: a migrated PostgreSQL, embedded or reached by URL. Nothing above it knows which. */
export interface Store {
  readonly pool: Pool;
  readonly db: Kysely<Database>;
  /** A connection of its own, for LISTEN and for locks that outlive a query. The caller ends it. */
  connect(): Promise<Client>;
  /** Ends the pool, and the embedded server when this process is the one that runs it. */
  close(): Promise<void>;
}
