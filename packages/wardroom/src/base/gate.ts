/** How much of something may be in use: so many at the same time, so many begun in a second. */
export interface GateLimits {
  readonly parallel?: number;
  readonly perSecond?: number;
}

/** How much of something is in use. First come, first served. */
export interface Gate {
  /** Resolves when a call may begin, to what ends it; rejects with the signal's reason when that comes first. */
  enter(signal: AbortSignal): Promise<() => void>;
}

interface Waiting {
  begin(): void;
}

/**
 * `parallel` calls at the same time and `perSecond` begun in any second, spread evenly once a second's worth has gone
 * at once. Without limits everybody goes in.
 */
export function openGate({ parallel = Number.POSITIVE_INFINITY, perSecond }: GateLimits): Gate {
  const queue: Waiting[] = [];
  const gapMs = perSecond === undefined ? 0 : 1000 / perSecond;
  // Generic cell rate: a call may begin while the line of those to come is no longer than what may go at once.
  const burstMs = perSecond === undefined ? 0 : Math.max(1000 - gapMs, 0);
  let inside = 0;
  let due = 0;
  let timer: NodeJS.Timeout | undefined;

  function advance(): void {
    clearTimeout(timer);
    while (queue.length > 0 && inside < parallel) {
      const now = performance.now();
      const early = due - burstMs - now;
      if (gapMs > 0 && early > 0) {
        timer = setTimeout(advance, Math.ceil(early));
        return;
      }
      if (gapMs > 0) due = Math.max(due, now) + gapMs;
      inside++;
      queue.shift()?.begin();
    }
  }

  return {
    enter(signal) {
      return new Promise((resolve, reject) => {
        if (signal.aborted) return reject(signal.reason);
        const waiting: Waiting = {
          begin() {
            signal.removeEventListener("abort", leave);
            let left = false;
            resolve(() => {
              if (left) return;
              left = true;
              inside--;
              advance();
            });
          },
        };
        const leave = () => {
          queue.splice(queue.indexOf(waiting), 1);
          reject(signal.reason);
        };
        signal.addEventListener("abort", leave, { once: true });
        queue.push(waiting);
        advance();
      });
    },
  };
}
