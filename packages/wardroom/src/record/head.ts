import type { ClientBase } from "pg";
import { edgeLength, emptyFrontier, type Frontier, type Hash } from "./merkle.ts";
import { hashesOf } from "./tile.ts";

/** Where the next entry goes: the tree so far and the leaf hash of its last entry. */
export interface Head {
  readonly frontier: Frontier;
  /** Empty while there is no entry. */
  readonly last: Hash;
}

interface HeadRow {
  size: number;
  edge: Buffer;
  last: Buffer;
}

/** The frontier that a row holds. Throws when its parts do not belong together. */
export function frontierOf(size: number, edge: Buffer): Frontier {
  const hashes = hashesOf(edge);
  if (hashes.length !== edgeLength(size)) throw new Error(`a record of ${size} entries has another edge`);
  return { size, edge: hashes };
}

/** The stored head, made when the record is new. With `hold`, nobody else appends until the transaction ends. */
export async function readHead(on: Pick<ClientBase, "query">, hold = false): Promise<Head> {
  const text = `select size, edge, last from record_head${hold ? " for update" : ""}`;
  let { rows } = await on.query<HeadRow>(text);
  if (rows.length === 0) {
    await on.query("insert into record_head (size, edge, last) values (0, '', '') on conflict do nothing");
    ({ rows } = await on.query<HeadRow>(text));
  }
  const [row] = rows;
  if (row === undefined) return { frontier: emptyFrontier, last: Buffer.alloc(0) };
  return { frontier: frontierOf(row.size, row.edge), last: row.last };
}
