import { setTimeout as sleep } from "node:timers/promises";
import { type Kysely, sql } from "kysely";
import { type Migration, Migrator } from "kysely/migration";
import type { Client } from "pg";
import { Fault } from "../base/fault.ts";
import type { Log } from "../base/log.ts";

/** Any number will do that nobody else takes in one database. */
const MIGRATION_LOCK = 727_274;
const WAIT_MS = 120_000;

export interface MigrateNeeds {
  readonly db: Kysely<unknown>;
  /** A connection of its own: the lock lives as long as the session. */
  connect(): Promise<Client>;
  readonly log: Log;
}

/**
 * Brings an empty or older store up to date. Several processes may do so at the same moment. The lock is *tried*, in
 * a loop: one that blocked would hold a virtual transaction for which `CREATE INDEX CONCURRENTLY` waits forever.
 *
 * Throws `store-newer` when the store knows migrations that this version does not.
 */
export async function migrate(migrations: Readonly<Record<string, Migration>>, needs: MigrateNeeds): Promise<void> {
  if (await isCurrent(migrations, needs.db)) return;
  const client = await needs.connect();
  try {
    await lock(client, needs.log);
    await migrateLocked(migrations, needs);
  } finally {
    await client.end();
  }
}

async function lock(client: Client, log: Log): Promise<void> {
  const giveUpAt = Date.now() + WAIT_MS;
  for (let waited = false; ; waited = true) {
    const { rows } = await client.query<{ ok: boolean }>("select pg_try_advisory_lock($1) as ok", [MIGRATION_LOCK]);
    if (rows[0]?.ok) return;
    if (Date.now() > giveUpAt) {
      throw new Fault(
        "store-migrating",
        "Another Wardroom has been changing the store's tables for two minutes. Wait for it to end, or stop it, and start again.",
      );
    }
    if (!waited) log.info("another process is bringing the store up to date; waiting for it");
    await sleep(50 + Math.random() * 50);
  }
}

async function migrateLocked(
  migrations: Readonly<Record<string, Migration>>,
  { db, log }: MigrateNeeds,
): Promise<void> {
  if (await isCurrent(migrations, db)) return;
  const migrator = new Migrator({
    db,
    provider: { getMigrations: async () => ({ ...migrations }) },
    // Parts number their migrations in ranges of their own, so a lower number may well be the newer one.
    allowUnorderedMigrations: true,
  });
  const { error, results } = await migrator.migrateToLatest();
  const failed = results?.find((result) => result.status === "Error");
  if (error !== undefined) {
    throw new Fault(
      "store-migration-failed",
      "The store's tables could not be brought up to date; nothing was changed. The log says which step failed.",
      { migration: failed?.migrationName },
      error,
    );
  }
  log.info({ migrations: results?.map((result) => result.migrationName) }, "the store was brought up to date");
}

/** The usual start costs one query and takes no lock. */
async function isCurrent(migrations: Readonly<Record<string, Migration>>, db: Kysely<unknown>): Promise<boolean> {
  const done = await migrationNames(db);
  const newer = done.filter((name) => !(name in migrations));
  if (newer.length > 0) {
    throw new Fault(
      "store-newer",
      "This store was last used by a newer Wardroom. Start that version, or a later one.",
      { newer },
    );
  }
  return done.length > 0 && done.length === Object.keys(migrations).length;
}

/** The migrations that stand in a store, in order; none when it is empty. */
export async function migrationNames(db: Kysely<unknown>): Promise<readonly string[]> {
  try {
    const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
    return rows.map((row) => row.name);
  } catch (error) {
    if ((error as { code?: string }).code === "42P01") return [];
    throw error;
  }
}
