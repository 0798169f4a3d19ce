import { setTimeout as sleep } from "node:timers/promises";
import type { Client } from "pg";
import type { Log } from "../base/log.ts";
import type { Store } from "./store.ts";

export interface KeepNeeds {
  readonly store: Pick<Store, "connect">;
  readonly log: Log;
  /** Makes a fresh connection what it is for: listens on it, takes the lock that its session holds. */
  begin(connection: Client): Promise<unknown>;
}

const FIRST_PAUSE_MS = 50;
const LAST_PAUSE_MS = 5_000;

/**
 * A connection that is there for as long as the process needs it, since it listens or its session holds a lock. When it
 * breaks (the server was restarted, the network went away) another takes its place, and `begin` begins it anew. The first
 * must come to be: its error is thrown.
 */
export async function keepConnection({ store, log, begin }: KeepNeeds): Promise<{ close(): Promise<void> }> {
  const ending = new AbortController();
  let connection: Client | undefined;
  let reopening: Promise<void> = Promise.resolve();
  await opened();

  async function opened(): Promise<void> {
    const fresh = await store.connect();
    let ended = false;
    fresh.once("end", () => {
      ended = true;
      if (fresh === connection && !ending.signal.aborted) reopening = reopen();
    });
    // A lock may be waited for without end, while the server believes in a session that is gone.
    const giveUp = () => void fresh.end().catch(() => {});
    ending.signal.addEventListener("abort", giveUp);
    try {
      await begin(fresh);
      if (ended) throw new Error("the connection ended while it was begun");
      connection = fresh;
    } catch (error) {
      await fresh.end().catch(() => {});
      throw error;
    } finally {
      ending.signal.removeEventListener("abort", giveUp);
    }
  }

  async function reopen(): Promise<void> {
    for (let pauseMs = FIRST_PAUSE_MS; !ending.signal.aborted; pauseMs = Math.min(pauseMs * 2, LAST_PAUSE_MS)) {
      try {
        await sleep(pauseMs, undefined, { signal: ending.signal, ref: false });
        return await opened();
      } catch (error) {
        if (!ending.signal.aborted) log.error({ err: error }, "a store connection is not back yet; trying again");
      }
    }
  }

  return {
    async close() {
      ending.abort();
      await reopening;
      await connection?.end().catch(() => {});
    },
  };
}
