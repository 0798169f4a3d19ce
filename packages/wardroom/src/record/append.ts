import type { ClientBase } from "pg";
import { type Batch, openBatch } from "../base/batch.ts";
import { Fault } from "../base/fault.ts";
import type { Store } from "../store/store.ts";
import { placeEntry, type Sealed } from "./entry.ts";
import { type Head, readHead } from "./head.ts";
import { append, type Hash } from "./merkle.ts";

/** Where a draft ended up. `stood`: an entry of the same request and kind was there before; this one was not written. */
export interface Place {
  readonly number: number;
  readonly stood: boolean;
}

export interface AppendNeeds {
  readonly store: Store;
  /** Called after entries were written, with the size the record has now. */
  grown(size: number): void;
}

/**
 * Parts the rows within a column. Columns are sent as joined text, which both sides handle several times faster than
 * arrays or JSON. Printed JSON holds no raw control character, and names have none left when they come here.
 */
const PARTING = "\x1e";

/**
 * All of a batch in one statement, so one commit and one trip to the store. It takes effect only when the head is
 * still the one that the entries were placed after; the head's row lock is what makes several processes take turns.
 */
const APPEND = `
  with head as (
    update record_head set size = $2, edge = $3, last = $4 where size = $1 returning size
  ), item as (
    select $1::bigint + nth - 1 as number, kind, request, command, at, body, leaf, person, room, openings
    from unnest(${[5, 6, 7, 8, 9, 10, 11, 12, 13].map((i) => `string_to_array($${i}, e'\\x1e', '')`).join()})
      with ordinality as item (kind, request, command, at, body, leaf, person, room, openings, nth)
    where exists (select from head)
  ), text as (
    insert into entry_text (entry, person, room, openings) select number, person, room, openings from item
  )
  insert into entry (number, kind, request, command, at, body, leaf)
  select number, kind, request, command, at::timestamptz, body, decode(leaf, 'base64') from item`;

/** One writer a process: entries get their numbers in the order they are handed in. */
export function openAppender({ store, grown }: AppendNeeds): Batch<Sealed, Place> {
  let known: Head | undefined;

  async function insert(on: Pick<ClientBase, "query">, head: Head, items: readonly Sealed[]): Promise<boolean> {
    const { columns, after } = placeAll(head, items);
    const edge = Buffer.concat(after.frontier.edge);
    const { rowCount } = await on.query({
      name: "record-append",
      text: APPEND,
      values: [head.frontier.size, after.frontier.size, edge, after.last, ...columns],
    });
    known = rowCount === items.length ? after : undefined;
    return known !== undefined;
  }

  /** For when another process writes too: the head is held while the entries are placed after it. */
  async function insertHolding(items: readonly Sealed[]): Promise<number> {
    const client = await store.pool.connect();
    try {
      await client.query("begin");
      const head = await readHead(client, true);
      if (!(await insert(client, head, items))) throw new Error("the record's head moved while it was held");
      await client.query("commit");
      client.release();
      return head.frontier.size;
    } catch (error) {
      client.release(true);
      throw error;
    }
  }

  /** The number of the first of them. */
  async function insertAll(items: readonly Sealed[]): Promise<number> {
    if (known === undefined) return insertHolding(items);
    const first = known.frontier.size;
    return (await insert(store.pool, known, items)) ? first : insertHolding(items);
  }

  async function write(items: readonly Sealed[]): Promise<Place[]> {
    try {
      const first = await insertAll(items);
      grown(first + items.length);
      return items.map((_, i) => ({ number: first + i, stood: false }));
    } catch (error) {
      known = undefined;
      if (!isRepeat(error)) throw error;
      return writeRest(items);
    }
  }

  /** Some of them stand already: what is left is written, and each repeat gets the number of what stands. */
  async function writeRest(items: readonly Sealed[]): Promise<Place[]> {
    const keys = items.map(({ draft: { facts } }, i) =>
      facts.kind === "note" ? `note ${i}` : `${facts.kind} ${facts.request}`,
    );
    const requests = items.flatMap(({ draft: { facts } }) => (facts.kind === "note" ? [] : facts.request));
    const standing = await store.db
      .selectFrom("entry")
      .select(["request", "kind", "number"])
      .where("request", "in", [...new Set(requests)])
      .execute();
    const places = new Map<string, Place>(
      standing.map(({ request, kind, number }) => [`${kind} ${request}`, { number, stood: true }]),
    );
    const fresh = keys.filter((key, i) => keys.indexOf(key) === i && !places.has(key));
    const written = fresh.length > 0 ? await write(fresh.map((key) => items[keys.indexOf(key)] as Sealed)) : [];
    return keys.map((key, i) => {
      const place = places.get(key) ?? (written[fresh.indexOf(key)] as Place);
      return keys.indexOf(key) === i ? place : { ...place, stood: true };
    });
  }

  return openBatch(async (items) => {
    try {
      return await write(items);
    } catch (cause) {
      throw unwritable(cause);
    }
  });
}

export function unwritable(cause: unknown): Fault {
  return new Fault(
    "record-unwritable",
    "This could not be written to the record. Nothing runs unrecorded: ask whoever runs Wardroom to look at its store.",
    { cause: cause instanceof Error ? cause.message : String(cause) },
    cause,
  );
}

function placeAll(head: Head, items: readonly Sealed[]): { columns: readonly string[]; after: Head } {
  let last = head.last;
  const leaves: Hash[] = [];
  const rows = items.map((item, i) => {
    const number = head.frontier.size + i;
    const { body, leaf } = placeEntry(item, number, number === 0 ? undefined : last);
    last = leaf;
    leaves.push(leaf);
    const { facts, finding } = item.draft;
    return [
      facts.kind,
      facts.kind === "note" ? "" : facts.request,
      facts.kind === "decision" ? facts.command : "",
      facts.at,
      body,
      leaf.toString("base64"),
      finding.person ?? "",
      finding.room ?? "",
      item.openings,
    ];
  });
  const columns = Array.from({ length: 9 }, (_, column) => rows.map((row) => row[column]).join(PARTING));
  return { columns, after: { frontier: append(head.frontier, leaves), last } };
}

const UNIQUE_VIOLATION = "23505";

function isRepeat(error: unknown): boolean {
  const { code, constraint } = error as { code?: string; constraint?: string };
  return code === UNIQUE_VIOLATION && constraint === "entry_request";
}
