/**
 * Slows whoever says too much, and nobody else: a bucket of tokens for each person, filled steadily. Nothing is
 * dropped; what comes too fast waits, and the connection is not read meanwhile, so the sender feels it.
 */
export interface Gate {
  /** Takes one token of this person; resolves to how long to wait before the thing may go on, in ms. */
  take(personId: string): number;
}

export interface GateSettings {
  /** How many may come at once. */
  readonly burst: number;
  /** How many a second, lasting. */
  readonly perSecond: number;
  nowMs(): number;
}

export function openGate({ burst, perSecond, nowMs }: GateSettings): Gate {
  const people = new Map<string, { tokens: number; atMs: number }>();
  return {
    take(personId) {
      const now = nowMs();
      const bucket = people.get(personId) ?? { tokens: burst, atMs: now };
      bucket.tokens = Math.min(burst, bucket.tokens + ((now - bucket.atMs) / 1000) * perSecond) - 1;
      bucket.atMs = now;
      people.set(personId, bucket);
      return bucket.tokens >= 0 ? 0 : Math.ceil((-bucket.tokens / perSecond) * 1000);
    },
  };
}
