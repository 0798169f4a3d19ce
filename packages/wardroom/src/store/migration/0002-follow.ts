import { type Kysely, sql } from "kysely";

/** Rooms where what is recorded is shown as it happens. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`
    create table follow (
      room text primary key,
      person text not null,
      shown bigint not null,
      showing bigint
    )`.execute(db);
}
