import { type Kysely, sql } from "kysely";

/** People's own words for lines. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table alias (
      person text not null,
      name text not null,
      means text not null,
      set_at timestamptz not null,
      primary key (person, name)
    )`.execute(db);
}
