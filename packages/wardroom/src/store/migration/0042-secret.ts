import { type Kysely, sql } from "kysely";

/** Secrets of outside systems, sealed under a key that is kept outside the store. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table secret (
      name text primary key,
      sealed bytea not null,
      key_id text not null,
      set_at timestamptz not null,
      set_by text not null
    )`.execute(db);
}
