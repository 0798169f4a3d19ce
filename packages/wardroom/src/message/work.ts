import { setTimeout as sleep } from "node:timers/promises";
import type { Log } from "../base/log.ts";
import type { Message } from "../model/message.ts";

/** The messages that are being answered in this process. None waits for another. */
export interface Work {
  begin(message: Message): void;
  /** Resolves when the message is not being worked on any more. */
  over(messageId: string): Promise<void>;
  /** Resolves when what is being answered is; what could not be written is not tried again, the next start does it. */
  end(): Promise<void>;
}

/** Pauses in ms before an answer that could not be written is tried again; after the last, a restart takes it up. */
const AGAIN_AFTER_MS = [200, 1_000, 5_000, 30_000];

/** `answer` answers whatever can be answered; what it throws means that not even the answer could be written. */
export function openWork(answer: (message: Message) => Promise<void>, log: Log): Work {
  const working = new Map<string, Promise<void>>();
  const ending = new AbortController();

  async function untilWritten(message: Message): Promise<void> {
    for (let attempt = 0; ; attempt++) {
      try {
        return await answer(attempt === 0 ? message : { ...message, again: true });
      } catch (error) {
        const pauseMs = AGAIN_AFTER_MS[attempt];
        log.error({ err: error, message: message.id, attempt }, "an answer could not be written");
        if (pauseMs === undefined) return;
        await sleep(pauseMs, undefined, { signal: ending.signal }).catch(() => {});
        if (ending.signal.aborted) return;
      }
    }
  }

  return {
    begin(message) {
      if (working.has(message.id)) return;
      const work = untilWritten(message).finally(() => working.delete(message.id));
      working.set(message.id, work);
    },
    over: async (messageId) => working.get(messageId),
    async end() {
      ending.abort();
      while (working.size > 0) await Promise.all(working.values());
    },
  };
}
