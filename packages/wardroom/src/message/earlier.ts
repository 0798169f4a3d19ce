import type { Act } from "../model/interpretation.ts";
import type { Store } from "../store/store.ts";

/** What a person said to Wardroom before the message `before`, counted back: 1 is the last line; what repeats is no line. */
export async function lineBack(
  { db }: Store,
  personId: string,
  before: string,
  back: number,
): Promise<string | undefined> {
  const row = await db
    .selectFrom("inbox")
    .select("text")
    .where("person", "=", personId)
    .where("id", "<", before)
    .where("kind", "in", ["message", "press"])
    .where("act", "in", ["run", "confirm", "ask"])
    .where("text", "not like", "!!%")
    .where("text", "not like", "!-%")
    .orderBy("id", "desc")
    .offset(back - 1)
    .limit(1)
    .executeTakeFirst();
  return row?.text;
}

/** The last lines of a person, newest first, with those that are being answered: everywhere, or in one room. */
export async function lastLines(
  { db }: Store,
  personId: string,
  room: string | undefined,
  most: number,
): Promise<{ text: string; at: Date }[]> {
  let query = db
    .selectFrom("inbox")
    .select(["text", "at"])
    .where("person", "=", personId)
    .where("kind", "in", ["message", "press"])
    .where((eb) => eb.or([eb("act", "is", null), eb("act", "<>", "silent")]))
    .where("text", "not like", "!!%")
    .where("text", "not like", "!-%")
    .orderBy("id", "desc")
    .limit(most);
  if (room !== undefined) query = query.where("room", "=", room);
  return query.execute();
}

/** How the work of a message ended; undefined while it goes on, or when there is no such message. */
export async function endOf(
  { db }: Store,
  message: string,
): Promise<{ readonly act: Act; readonly outcome: string } | undefined> {
  const row = await db.selectFrom("inbox").select(["act", "outcome"]).where("id", "=", message).executeTakeFirst();
  return row?.act == null ? undefined : { act: row.act, outcome: row.outcome ?? "" };
}
