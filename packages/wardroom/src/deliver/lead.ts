import type { Client } from "pg";
import type { Store } from "../store/store.ts";

/** First key of the session lock that makes one process at a time tell a chat. */
const CHAT_LOCK = 727_276;

/**
 * Of several processes on one store, one tells a chat: the one that holds the chat's session lock. When it dies its
 * session ends, and whoever asks next leads. The same connection hears when another process queued something.
 */
export function openLead({ store, chat, queued }: { readonly store: Store; readonly chat: string; queued(): void }): {
  mine(): Promise<boolean>;
  close(): Promise<void>;
} {
  let connection: Client | undefined;
  let leads = false;

  async function connected(): Promise<Client> {
    if (connection !== undefined) return connection;
    const opened = await store.connect();
    opened.on("error", () => {
      connection = undefined;
      leads = false;
    });
    opened.on("notification", ({ payload }) => {
      if (payload === chat) queued();
    });
    await opened.query("listen wardroom_outbox");
    connection = opened;
    return opened;
  }

  return {
    async mine() {
      if (leads) return true;
      const { rows } = await (await connected()).query<{ mine: boolean }>(
        "select pg_try_advisory_lock($1::int, hashtext($2)) as mine",
        [CHAT_LOCK, chat],
      );
      leads = rows[0]?.mine === true;
      return leads;
    },
    async close() {
      leads = false;
      await connection?.end();
    },
  };
}
