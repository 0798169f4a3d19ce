import { type Kysely, sql } from "kysely";

/** Files that answers brought: whole outputs and what scripts gave. The same content in another room is another row. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table file (
      id text not null,
      room text not null,
      addressee text not null default '',
      name text not null,
      bytes integer not null,
      content bytea not null,
      made_at timestamptz not null default now(),
      primary key (id, room, addressee)
    )`.execute(db);
}
