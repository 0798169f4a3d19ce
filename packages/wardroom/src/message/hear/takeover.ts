import { sql } from "kysely";
import type { Client } from "pg";
import type { Log } from "../../base/log.ts";
import { type Account, type Message, OWN_PLATFORM, type Person, type Question } from "../../model/message.ts";
import { keepConnection } from "../../store/keep.ts";
import type { Store } from "../../store/store.ts";

/** First key of the session locks that say "this worker is alive". */
const WORKER_LOCK = 727_275;

/**
 * Messages that a process which is no longer alive had taken on, now taken on by `worker`. A living process holds the
 * session lock of its own worker number; a lock that can be had belongs to a dead one.
 */
export async function takeOver(
  store: Store,
  worker: number,
  personOf: (account: Account) => Person | undefined,
): Promise<Message[]> {
  const workers = await store.db
    .selectFrom("inbox")
    .select("worker")
    .distinct()
    .where("act", "is", null)
    .where("worker", "<>", String(worker))
    .execute();
  const messages: Message[] = [];
  for (const { worker: other } of workers) {
    const rows = await store.db.transaction().execute(async (trx) => {
      const lock = await sql<{
        free: boolean;
      }>`select pg_try_advisory_xact_lock(${WORKER_LOCK}::int, ${Number(other)}::int) as free`.execute(trx);
      if (lock.rows[0]?.free !== true) return [];
      return trx
        .updateTable("inbox")
        .set({ worker: String(worker) })
        .where("worker", "=", other)
        .where("act", "is", null)
        .returningAll()
        .execute();
    });
    for (const one of rows) {
      const account = { platform: one.platform, tenant: one.tenant, userId: one.user_id };
      messages.push({
        id: one.id,
        account,
        person: personOf(account),
        place: one.thread === null ? { room: one.room } : { room: one.room, thread: one.thread },
        anchor: one.platform === OWN_PLATFORM ? one.id : one.native,
        direct: one.direct,
        text: one.text,
        kind: one.kind,
        at: one.at,
        question: await questionOf(store, one),
        again: true,
      });
    }
  }
  return messages.sort((a, b) => (a.id < b.id ? -1 : 1));
}

async function questionOf(
  store: Store,
  { person, room, thread }: { person: string | null; room: string; thread: string | null },
): Promise<Question | undefined> {
  if (person === null) return undefined;
  const found = await store.db
    .selectFrom("question")
    .select("question")
    .where("person", "=", person)
    .where("room", "=", room)
    .where("thread", "=", thread ?? "")
    .where("expires_at", ">", new Date())
    .executeTakeFirst();
  return found?.question;
}

/**
 * A number for this process, and the session lock that says it lives: gone the moment the process is. Should the session
 * be cut off alone, others may take over what is being worked on here; that does it twice and shows it once.
 */
export async function openWorker(store: Store, log: Log): Promise<{ readonly number: number; close(): Promise<void> }> {
  const { rows } = await store.pool.query<{ number: number }>("select nextval('worker_number') as number");
  const number = Number(rows[0]?.number);
  const begin = (connection: Client) =>
    connection.query("select pg_advisory_lock($1::int, $2::int)", [WORKER_LOCK, number]);
  const { close } = await keepConnection({ store, log, begin });
  return { number, close };
}
