import { PROCESS_NAME } from "../pool.ts";
import type { Store } from "../store.ts";

/** How many sessions of other Wardroom processes are on the store. */
export async function others({ pool }: Pick<Store, "pool">): Promise<number> {
  const { rows } = await pool.query<{ count: number }>(
    `select count(*) as count from pg_stat_activity
     where datname = current_database() and application_name like 'wardroom/%' and application_name <> $1`,
    [PROCESS_NAME],
  );
  return rows[0]?.count ?? 0;
}
