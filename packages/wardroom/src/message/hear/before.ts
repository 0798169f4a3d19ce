import type { Store } from "../../store/store.ts";
import type { ToHear } from "./hear.ts";

/** The message that was made of the same happening when it was heard first. Throws when there is none. */
export async function heardBefore({ db }: Store, item: ToHear): Promise<{ id: string; number: number }> {
  const { account, event, room } = item;
  const found = await db
    .selectFrom("inbox")
    .leftJoin("event", "event.message", "inbox.id")
    .select(["inbox.id", "event.number"])
    .where("platform", "=", account.platform)
    .where("tenant", "=", account.tenant)
    .where("kind", "=", event.kind)
    .where("inbox.room", "=", room)
    .where("native", "=", event.native)
    .executeTakeFirstOrThrow();
  return { id: found.id, number: Number(found.number ?? 0) };
}
