import { sayOf } from "../base/fault.ts";
import type { Secrets } from "../secret/secrets.ts";
import { migrations } from "../store/migration/migrations.ts";
import type { Store } from "../store/store.ts";
import { doubtful, type Looked, well, wrong } from "./finding.ts";

/** An open store: which server it is and how much it holds. */
export async function lookAtStore(store: Store): Promise<Looked[]> {
  const { rows } = await store.pool.query(
    "select current_setting('server_version') as version, pg_size_pretty(pg_database_size(current_database())) as size",
  );
  const { version, size } = rows[0] as { version: string; size: string };
  const done = Object.keys(migrations).length;
  return [well("store", `PostgreSQL ${version} answers; it holds ${size}, its ${done} migrations are done.`)];
}

/** Whether the kept secrets open under the key that is here. */
export async function lookAtSecrets(secrets: Secrets): Promise<Looked[]> {
  try {
    const kept = await secrets.list();
    const lost = kept.filter(({ opens }) => !opens).map(({ name }) => name);
    if (lost.length === 0)
      return kept.length === 0 ? [] : [well("secrets", `${kept.length} kept, and the key opens them.`)];
    const todo = "Put back that `keys/secrets.key`, or set them again with `wardroom secret set`.";
    return [doubtful("secrets", `${lost.join(", ")}: kept under another key.`, todo)];
  } catch (error) {
    return [wrong("secrets", sayOf(error), "Nothing that needs one opens until then.")];
  }
}
