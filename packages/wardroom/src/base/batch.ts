/**
 * Gathers what many callers want written while the last write is under way, and writes it as one. Each caller waits
 * for its own item. One write at a time, so items are written in the order they were handed in.
 *
 * `write` gives one result for each item, in order; when it throws, every item of that batch fails with its error.
 */
export function openBatch<Item, Result>(
  write: (items: readonly Item[]) => Promise<readonly Result[]>,
  { most = 500 }: { readonly most?: number } = {},
): Batch<Item, Result> {
  let waiting: { item: Item; resolve: (result: Result) => void; reject: (error: unknown) => void }[] = [];
  let writing: Promise<void> | undefined;

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, most);
      waiting = waiting.slice(most);
      try {
        const results = await write(batch.map(({ item }) => item));
        batch.forEach((entry, i) => {
          entry.resolve(results[i] as Result);
        });
      } catch (error) {
        for (const entry of batch) entry.reject(error);
      }
    }
    // In the same turn as the last look at `waiting`: whatever comes after this begins a new round.
    writing = undefined;
  }

  return {
    add(item) {
      return new Promise((resolve, reject) => {
        waiting.push({ item, resolve, reject });
        // The first of a burst waits one turn of the loop, so that what came in with it goes with it.
        writing ??= new Promise<void>((begin) => setImmediate(begin)).then(drain);
      });
    },
    async idle() {
      while (writing !== undefined) await writing;
    },
  };
}

export interface Batch<Item, Result> {
  add(item: Item): Promise<Result>;
  /** Resolves when nothing is waiting or under way. */
  idle(): Promise<void>;
}
