interface Work<Value> {
  readonly result: Promise<Value>;
  readonly stop: AbortController;
  askers: number;
}

/**
 * One piece of work for all who ask the same at the same time: fifty people who ask how a machine is make it answer once.
 * Who calls it off leaves alone; the work ends when all have left.
 */
export function openShared<Value>(): (
  key: string,
  signal: AbortSignal,
  start: (signal: AbortSignal) => Promise<Value>,
) => Promise<Value> {
  const underWay = new Map<string, Work<Value>>();
  return async (key, signal, start) => {
    signal.throwIfAborted();
    let work = underWay.get(key);
    if (work === undefined) {
      const stop = new AbortController();
      const begun: Work<Value> = {
        stop,
        askers: 0,
        result: start(stop.signal).finally(() => {
          if (underWay.get(key) === begun) underWay.delete(key);
        }),
      };
      underWay.set(key, begun);
      work = begun;
    }
    const shared = work;
    shared.askers++;
    return new Promise((resolve, reject) => {
      const leave = () => {
        if (--shared.askers === 0) {
          shared.stop.abort();
          // Whoever asks from now on does not want the answer of work that was called off.
          if (underWay.get(key) === shared) underWay.delete(key);
        }
        reject(signal.reason);
      };
      signal.addEventListener("abort", leave, { once: true });
      shared.result.then(resolve, reject).finally(() => signal.removeEventListener("abort", leave));
    });
  };
}
