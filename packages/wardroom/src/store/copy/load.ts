import { createHash, type Hash } from "node:crypto";
import { once } from "node:events";
import { finished } from "node:stream/promises";
import type { Client } from "pg";
import { type CopyStreamQuery, from } from "pg-copy-streams";
import { Fault } from "../../base/fault.ts";
import { FORMAT, type Head, type Part, type Tail } from "./part.ts";
import { tablesInOrder } from "./tables.ts";

export interface Loaded {
  readonly head: Head;
  readonly rows: number;
}

/**
 * Fills an empty store in one transaction, and keeps nothing unless all came through: every table's rows and bytes are
 * compared with what the tail says. `prepare` brings the tables to the state of the head's migrations first.
 *
 * Throws `store-not-empty`, `backup-damaged`, and what `prepare` throws.
 */
export async function load(
  client: Client,
  parts: AsyncIterable<Part>,
  prepare: (migrations: readonly string[]) => Promise<void>,
): Promise<Loaded> {
  let head: Head | undefined;
  let tail: Tail | undefined;
  const tables = new Map<string, Filling>();
  let current: Filling | undefined;
  try {
    for await (const part of parts) {
      if (part.kind === "head") {
        head = checked(part.head);
        await prepare(head.migrations);
        await client.query("begin");
        await clear(client);
      } else if (part.kind === "rows") {
        if (current?.table !== part.table) {
          await current?.finish();
          current = fill(client, columnsOf(head, part.table));
          tables.set(part.table, current);
        }
        await current.add(part.bytes);
      } else {
        await current?.finish();
        tail = part.tail;
      }
    }
    if (head === undefined || tail === undefined) throw damaged("it ends too early");
    const rows = compare(tail, tables);
    for (const [name, last] of Object.entries(tail.sequences)) {
      await client.query("select setval($1::text::regclass, $2)", [client.escapeIdentifier(name), last]);
    }
    for (const { name } of await tablesInOrder(client)) {
      await client.query(`alter table ${client.escapeIdentifier(name)} enable trigger user`);
    }
    await client.query("commit");
    return { head, rows };
  } catch (error) {
    await current?.abandon();
    await client.query("rollback").catch(() => {});
    throw error;
  }
}

function checked(head: Head): Head {
  if (head.format !== FORMAT.format) throw damaged("it is of another kind");
  if (head.formatVersion !== FORMAT.formatVersion) {
    throw new Fault(
      "backup-newer",
      "This backup was made by a newer Wardroom. Restore it with that version, or a later one.",
    );
  }
  return head;
}

/** Nobody else gets at the tables until the transaction ends. What migrations put in gives way. */
async function clear(client: Client): Promise<void> {
  const tables = await tablesInOrder(client);
  for (const { name, columns } of tables) {
    const table = client.escapeIdentifier(name);
    await client.query(`lock table ${table} in access exclusive mode`);
    await client.query(`alter table ${table} disable trigger user`);
    // A table of one row, by its key `one`, holds a counter or a summary, nothing that was said or done.
    if (columns.includes("one")) await client.query(`delete from ${table}`);
    const { rowCount } = await client.query(`select from ${table} limit 1`);
    if (rowCount !== 0) {
      throw new Fault(
        "store-not-empty",
        "There is something in this store already. Give a new data folder, or an empty database.",
        { table: name },
      );
    }
  }
}

interface Filling {
  readonly table: string;
  readonly hash: Hash;
  bytes(): number;
  rows(): number;
  add(bytes: Uint8Array): Promise<void>;
  finish(): Promise<void>;
  abandon(): Promise<void>;
}

function fill(client: Client, { name, columns }: Head["tables"][number]): Filling {
  const list = columns.map((column) => client.escapeIdentifier(column)).join(", ");
  const into: CopyStreamQuery = client.query(
    from(`copy ${client.escapeIdentifier(name)} (${list}) from stdin (encoding 'UTF8')`),
  );
  const hash = createHash("sha256");
  let bytes = 0;
  let failure: Error | undefined;
  let done = false;
  into.on("error", (error) => {
    failure = error;
  });
  return {
    table: name,
    hash,
    bytes: () => bytes,
    rows: () => into.rowCount,
    async add(piece) {
      if (failure !== undefined) throw refused(failure);
      hash.update(piece);
      bytes += piece.length;
      if (!into.write(piece)) await once(into, "drain").catch((error) => Promise.reject(refused(error)));
    },
    async finish() {
      if (done) return;
      done = true;
      into.end();
      await finished(into).catch((error) => Promise.reject(refused(failure ?? error)));
    },
    async abandon() {
      if (done) return;
      done = true;
      into.destroy();
      await finished(into).catch(() => {});
    },
  };
}

function columnsOf(head: Head | undefined, table: string): Head["tables"][number] {
  const found = head?.tables.find(({ name }) => name === table);
  if (found === undefined) throw damaged(`it has rows of a table ${table} that it does not name`);
  return found;
}

function compare(tail: Tail, tables: ReadonlyMap<string, Filling>): number {
  let sum = 0;
  for (const [name, { rows, bytes, sha256 }] of Object.entries(tail.tables)) {
    const got = tables.get(name);
    const fits = rows === 0 && bytes === 0 ? got === undefined : got?.rows() === rows && got.bytes() === bytes;
    if (!fits || (got !== undefined && got.hash.digest("hex") !== sha256)) throw damaged(`table ${name} is not whole`);
    sum += rows;
  }
  for (const name of tables.keys()) if (!(name in tail.tables)) throw damaged(`table ${name} is not in its sums`);
  return sum;
}

function refused(error: Error): Fault {
  const { code = "" } = error as { code?: string };
  if (code === "53100") {
    return new Fault(
      "store-full",
      "The disk under the store is full. Nothing was changed. Make room and try again.",
      {},
      error,
    );
  }
  return damaged("the database refuses its rows", error);
}

export function damaged(why: string, cause?: unknown): Fault {
  return new Fault(
    "backup-damaged",
    "This file is no whole backup of Wardroom. Nothing was changed. Take another copy of it, or an earlier one.",
    { why },
    cause,
  );
}
