/**
 * Gathers what many callers want written while the last write is under way, and writes it as one. Each caller waits
 * for its own item. One write at a time, so items are written in the order they were handed in.
 *
 * `write` gives one result for each item, in order, or writes nothing and throws. Then every item fails with its error;
 * but when `isOfOne` says that one item is the cause, the others are written without it.
 */
export function openBatch<Item, Result>(
  write: (items: readonly Item[]) => Promise<readonly Result[]>,
  { most = 500, isOfOne = () => false }: BatchSettings = {},
): Batch<Item, Result> {
  interface Waiting {
    readonly item: Item;
    resolve(result: Result): void;
    reject(error: unknown): void;
  }
  let waiting: Waiting[] = [];
  let writing: Promise<void> | undefined;

  async function writeAll(batch: readonly Waiting[]): Promise<void> {
    try {
      const results = await write(batch.map(({ item }) => item));
      batch.forEach((entry, i) => {
        entry.resolve(results[i] as Result);
      });
    } catch (error) {
      if (batch.length === 1 || !isOfOne(error)) {
        for (const entry of batch) entry.reject(error);
        return;
      }
      const half = batch.length >> 1;
      await writeAll(batch.slice(0, half));
      await writeAll(batch.slice(half));
    }
  }

  async function drain(): Promise<void> {
    while (waiting.length > 0) {
      const batch = waiting.slice(0, most);
      waiting = waiting.slice(most);
      await writeAll(batch);
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

export interface BatchSettings {
  /** How many are written as one. */
  readonly most?: number;
  /** Whether a write failed because of what one item is, and not because nothing can be written. */
  isOfOne?(error: unknown): boolean;
}

export interface Batch<Item, Result> {
  add(item: Item): Promise<Result>;
  /** Resolves when nothing is waiting or under way. */
  idle(): Promise<void>;
}
