import { type RawBuilder, sql } from "kysely";
import type { Store } from "../store/store.ts";
import type { Note } from "./draft.ts";
import type { SealedField } from "./seal.ts";

/**
 * Erases the text of a field with the key of its commitment. The note that says so comes first: a crash between the
 * two leaves a text that was said to be gone, which can be erased again, never one that is gone without a word.
 */
export async function eraseText(
  { store: { db }, note }: { readonly store: Store; note(note: Note): Promise<number> },
  entry: number,
  field: SealedField,
  by?: Note["person"],
): Promise<boolean> {
  const has: RawBuilder<boolean> = sql`openings::jsonb ? ${field}`;
  const found = await db.selectFrom("entry_text").select("entry").where("entry", "=", entry).where(has).execute();
  if (found.length === 0) return false;
  await note({ about: "text-erased", facts: { entry, field }, person: by });
  await db
    .updateTable("entry_text")
    .set({
      openings: sql`(openings::jsonb - ${field}::text)::text`,
      ...(field === "who" ? { person: null } : {}),
      ...(field === "where" ? { room: null } : {}),
    })
    .where("entry", "=", entry)
    .execute();
  return true;
}
