/**
 * Slows whoever says too much, and nobody else: a bucket of tokens for each person, filled steadily. Nothing is
 * dropped; what comes too fast waits, and the connection is not read meanwhile, so the sender feels it.
 */
export interface Gate {
  /** Takes one token of this person; resolves to how long to wait before the thing may go on, in ms. */
  take(personId: string): number;
}

export interface GateSettings {
  /** How many may come at once, and how many a second, lasting; asked anew each time. */
  limits(): { readonly messageBurst: number; readonly messagesPerSecond: number };
  nowMs(): number;
}

export function openGate({ limits, nowMs }: GateSettings): Gate {
  const people = new Map<string, { tokens: number; atMs: number }>();
  return {
    take(personId) {
      const now = nowMs();
      const { messageBurst, messagesPerSecond } = limits();
      const bucket = people.get(personId) ?? { tokens: messageBurst, atMs: now };
      const filled = bucket.tokens + ((now - bucket.atMs) / 1000) * messagesPerSecond;
      bucket.tokens = Math.min(messageBurst, filled) - 1;
      bucket.atMs = now;
      people.set(personId, bucket);
      return bucket.tokens >= 0 ? 0 : Math.ceil((-bucket.tokens / messagesPerSecond) * 1000);
    },
  };
}
