import type { Client } from "pg";

export interface TableColumns {
  readonly name: string;
  readonly columns: readonly string[];
}

/** The store's tables but for the bookkeeping of migrations, each after those that it refers to. */
export async function tablesInOrder(client: Client): Promise<TableColumns[]> {
  const { rows: found } = await client.query<TableColumns>(
    `select c.relname as name, array_agg(a.attname::text order by a.attnum) as columns
     from pg_class c join pg_attribute a on a.attrelid = c.oid
     where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r' and c.relname not like 'kysely\\_%'
       and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
     group by c.relname order by c.relname`,
  );
  const { rows: references } = await client.query<{ from: string; to: string }>(
    `select f.relname as "from", t.relname as "to" from pg_constraint k
     join pg_class f on f.oid = k.conrelid join pg_class t on t.oid = k.confrelid
     where k.contype = 'f' and f.oid <> t.oid and f.relnamespace = current_schema()::regnamespace`,
  );
  return inOrder(found, references);
}

/** A circle of references has no such order; its tables come in the order of their names. */
export function inOrder<T extends { readonly name: string }>(
  tables: readonly T[],
  references: readonly { readonly from: string; readonly to: string }[],
): T[] {
  const placed: T[] = [];
  const left = new Set(tables);
  while (left.size > 0) {
    const waits = (table: T) =>
      references.some(({ from, to }) => from === table.name && [...left].some((other) => other.name === to));
    const [first] = left;
    const next = [...left].find((table) => !waits(table)) ?? first;
    if (next === undefined) break;
    placed.push(next);
    left.delete(next);
  }
  return placed;
}
