import { createHash } from "node:crypto";
import type { KeptFile } from "../model/outcome.ts";
import type { Store } from "./store.ts";

/** A file to keep, and who may have it: the people of `room`, or of them only `to`. */
export interface FileToKeep {
  readonly room: string;
  readonly to?: string;
  readonly name: string;
  readonly content: Uint8Array;
}

/** Who asks for a file: a person's id, and the rooms that person is in. */
export interface FileReader {
  readonly person: string;
  readonly rooms: readonly string[];
}

/**
 * Keeps a file under the SHA-256 of its content. Kept twice for the same people it stands once, under its first name.
 */
export async function keepFile(
  { db }: Pick<Store, "db">,
  { room, to = "", name, content }: FileToKeep,
): Promise<KeptFile> {
  const id = createHash("sha256").update(content).digest("hex");
  const bytes = content.length;
  await db
    .insertInto("file")
    .values({ id, room, addressee: to, name, bytes, content: Buffer.from(content), made_at: new Date() })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return { id, name, bytes };
}

/** A file, if it is kept for somebody like `reader`; undefined when it is not there or not for them, which look the same. */
export async function readFile(
  { db }: Pick<Store, "db">,
  id: string,
  { person, rooms }: FileReader,
): Promise<(KeptFile & { readonly content: Buffer }) | undefined> {
  if (rooms.length === 0) return undefined;
  return db
    .selectFrom("file")
    .select(["id", "name", "bytes", "content"])
    .where("id", "=", id)
    .where("room", "in", rooms)
    .where("addressee", "in", ["", person])
    .orderBy("made_at")
    .executeTakeFirst();
}
