import { sql } from "kysely";
import type { Store } from "../store/store.ts";
import { type Checkpoint, openCheckpoint } from "./checkpoint.ts";
import { printLine } from "./export-line.ts";
import type { Hash } from "./merkle.ts";
import type { VerifierKey } from "./note.ts";
import type { Openings, SealedField } from "./seal.ts";
import { tilesOf } from "./tile.ts";

const ENTRIES_A_READ = 2_000;

export interface ExportNeeds {
  readonly store: Store;
  readonly key: VerifierKey;
  /** Signs the record as it stands; what is exported ends there. */
  checkpoint(): Promise<Checkpoint>;
}

/**
 * The record as an export, line by line. Texts of `withhold` are left out. When the record cannot be signed because it
 * contradicts itself, what is there is exported under the last checkpoint that stands, and `contradicted` is told:
 * verifying it then names where.
 *
 * The tiles are made from the leaf hashes kept beside the entries, not from the entries, so that an entry changed in
 * the store is found. They are derived, not stored: one truth less that could go wrong.
 */
export async function* exportRecord(
  needs: ExportNeeds,
  { withhold = [], contradicted }: { withhold?: readonly SealedField[]; contradicted?(error: unknown): void } = {},
): AsyncGenerator<string> {
  const { store, key } = needs;
  const signed = await needs.checkpoint().catch((error) => contradicted?.(error));
  const left = [...new Set(withhold)].sort();
  yield printLine({ type: "header", format: "wardroom-record/1", key: key.text, withheld: left });

  const notes = await store.db.selectFrom("checkpoint").select(["size", "note"]).orderBy("size").execute();
  const last = notes.at(-1);
  const size = signed?.size ?? (last && openCheckpoint(last.note, key)?.size) ?? 0;
  for (const { note, size: at } of notes) if (at <= size) yield printLine({ type: "checkpoint", note });
  if (signed !== undefined && !notes.some((one) => one.size === signed.size))
    yield printLine({ type: "checkpoint", note: signed.note });

  // Entries that were appended since are not part of it; any that stand where none should are shown.
  const { rows: aliens } = await sql<{ number: number }>`
    select number from entry where number >= greatest(${size}::bigint, (select size from record_head))`.execute(
    store.db,
  );
  const within: Within = { size, aliens: aliens.map(({ number }) => number) };
  const leaves: Hash[] = [];
  for await (const { leaf } of rowsOf(store, within, false)) leaves.push(leaf);
  for (const { path, hashes } of tilesOf(leaves))
    yield printLine({ type: "tile", path, hashes: hashes.toString("base64") });

  for await (const { body, openings } of rowsOf(store, within, true)) {
    const texts = Object.fromEntries(
      Object.entries(JSON.parse(openings ?? "{}") as Openings).filter(
        ([field]) => !left.includes(field as SealedField),
      ),
    ) as Openings;
    yield printLine({ type: "entry", body, texts });
  }
}

interface Within {
  readonly size: number;
  readonly aliens: readonly number[];
}

interface Row {
  number: number;
  leaf: Buffer;
  body: string;
  openings: string | null;
}

/** In the order of their numbers; without `texts` the leaf hashes alone. */
async function* rowsOf({ db }: Store, { size, aliens }: Within, texts: boolean): AsyncGenerator<Row> {
  for (let after = Number.MIN_SAFE_INTEGER; ; ) {
    const rows = await db
      .selectFrom("entry")
      .leftJoin("entry_text", (join) =>
        join.onRef("entry_text.entry", "=", "entry.number").on(sql.val(texts), "=", true),
      )
      .select(["number", "leaf", "openings", sql<string>`case when ${texts} then body else '' end`.as("body")])
      .where("number", ">", after)
      .where(sql<boolean>`(number < ${size} or number = any(${[...aliens]}::bigint[]))`)
      .orderBy("number")
      .limit(ENTRIES_A_READ)
      .execute();
    yield* rows;
    const last = rows.at(-1);
    if (last === undefined) return;
    after = last.number;
  }
}
