import { createHash } from "node:crypto";
import type { Kysely } from "kysely";
import type { Client } from "pg";
import { to } from "pg-copy-streams";
import { migrationNames } from "../migrate.ts";
import type { Store } from "../store.ts";
import { FORMAT, type Head, type Part, type TableSum } from "./part.ts";
import { tablesInOrder } from "./tables.ts";

const PIECE_BYTES = 1 << 20;

/**
 * Everything a store holds, as of one moment, while it goes on being used. The session is read only and its snapshot
 * is taken by the first query. Sequences are no part of a snapshot: they are read last, so none is behind its rows.
 */
export async function* dump(store: Pick<Store, "db" | "connect">): AsyncGenerator<Part> {
  const client = await store.connect();
  try {
    await client.query("begin isolation level repeatable read read only");
    const head = await headOf(client, store.db as unknown as Kysely<unknown>);
    yield { kind: "head", head };
    const sums: Record<string, TableSum> = {};
    for (const { name, columns } of head.tables) sums[name] = yield* rowsOf(client, name, columns);
    yield { kind: "tail", tail: { tables: sums, sequences: await sequencesOf(client) } };
    await client.query("commit");
  } finally {
    await client.end();
  }
}

async function headOf(client: Client, db: Kysely<unknown>): Promise<Head> {
  const tables = await tablesInOrder(client);
  const { rows } = await client.query<{ version: string }>("select current_setting('server_version') as version");
  return {
    ...FORMAT,
    postgresVersion: rows[0]?.version ?? "",
    migrations: await migrationNames(db),
    tables,
    madeAt: new Date().toISOString(),
  };
}

async function* rowsOf(client: Client, table: string, columns: readonly string[]): AsyncGenerator<Part, TableSum> {
  const list = columns.map((column) => client.escapeIdentifier(column)).join(", ");
  const rows = client.query(to(`copy ${client.escapeIdentifier(table)} (${list}) to stdout (encoding 'UTF8')`));
  const hash = createHash("sha256");
  let bytes = 0;
  let piece: Uint8Array[] = [];
  let pieceBytes = 0;
  const cut = (): Part => {
    const part: Part = { kind: "rows", table, bytes: Buffer.concat(piece) };
    piece = [];
    pieceBytes = 0;
    return part;
  };
  for await (const chunk of rows as AsyncIterable<Uint8Array>) {
    hash.update(chunk);
    bytes += chunk.length;
    piece.push(chunk);
    pieceBytes += chunk.length;
    if (pieceBytes >= PIECE_BYTES) yield cut();
  }
  if (pieceBytes > 0) yield cut();
  return { rows: rows.rowCount, bytes, sha256: hash.digest("hex") };
}

async function sequencesOf(client: Client): Promise<Record<string, number>> {
  const { rows } = await client.query<{ name: string; last: number }>(
    `select sequencename as name, last_value as last from pg_sequences
     where schemaname = current_schema() and last_value is not null order by 1`,
  );
  return Object.fromEntries(rows.map(({ name, last }) => [name, last]));
}
