import { mkdir, readdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "../base/fault.ts";
import { newId } from "../base/id.ts";
import type { Log } from "../base/log.ts";
import type { Store } from "../store/store.ts";
import { type Checkpoint, openCheckpoint, signCheckpoint } from "./checkpoint.ts";
import { frontierOf, readHead } from "./head.ts";
import { append, emptyFrontier, type Frontier, rootOf } from "./merkle.ts";
import type { SignerKey } from "./note.ts";

const DAY_MS = 86_400_000;
const LOOK_MS = 3_600_000;
const LEAVES_A_READ = 5_000;

export interface CheckpointNeeds {
  readonly store: Store;
  readonly key: SignerKey;
  readonly log: Log;
  now(): Date;
  readonly folder?: string;
  onCheckpoint?(checkpoint: Checkpoint): Promise<void>;
}

/**
 * Signs the record's tree: once a day by itself, at the end, and when asked. Nothing is signed that does not continue
 * the last checkpoint in the store *and* the last one in the folder: a log that signs two histories is worthless, and
 * a store that was put back or rewritten is found out here, before anybody trusts it.
 */
export async function openCheckpoints(needs: CheckpointNeeds) {
  const { store, log, now } = needs;
  let signing: Promise<Checkpoint> | undefined;
  const sign = (): Promise<Checkpoint> => {
    signing ??= signNow(needs).finally(() => {
      signing = undefined;
    });
    return signing;
  };
  async function isDue(): Promise<boolean> {
    const last = await lastOf(store);
    const { frontier } = await readHead(store.pool);
    if (frontier.size === (last?.size ?? 0)) return false;
    return last === undefined || now().getTime() - last.at.getTime() >= DAY_MS;
  }
  const inBackground = async (due: boolean | Promise<boolean>): Promise<void> => {
    try {
      if (await due) await sign();
    } catch (error) {
      log.error({ err: error }, "the record was not signed");
    }
  };
  // Looked at before anything is appended; what is signed then may take its time.
  let looking = inBackground(await isDue());
  const look = setInterval(() => {
    looking = inBackground(isDue());
  }, LOOK_MS);
  look.unref();

  return {
    sign,
    async close() {
      clearInterval(look);
      await looking;
      // Stopping goes on whatever the store is like; what was not signed now is signed at the next start.
      try {
        const { frontier } = await readHead(store.pool);
        if (frontier.size > 0) await sign();
      } catch (error) {
        log.error({ err: error }, "the record was not signed");
      }
    },
  };
}

interface Signed extends Frontier {
  readonly note: string;
  readonly at: Date;
}

async function lastOf({ db }: Store): Promise<Signed | undefined> {
  const row = await db.selectFrom("checkpoint").selectAll().orderBy("size", "desc").limit(1).executeTakeFirst();
  return row && { ...frontierOf(row.size, row.edge), note: row.note, at: row.at };
}

const refuse = (say: string, detail: Record<string, unknown>) => new Fault("record-contradicts", say, detail);

async function signNow(needs: CheckpointNeeds): Promise<Checkpoint> {
  const { store, key, now, folder } = needs;
  const head = await readHead(store.pool);
  const kept = folder === undefined ? undefined : await lastFile(folder, key);
  const last = await lastOf(store);
  if (last !== undefined && !openCheckpoint(last.note, key.verifier)?.root.equals(rootOf(last)))
    throw refuse("The last checkpoint in the store is not one that this key signed.", { size: last.size });
  const size = head.frontier.size;
  for (const { size: signed } of [kept, last].filter((one) => one !== undefined))
    if (signed > size)
      throw refuse(
        `The record has ${size} entries, but a checkpoint over ${signed} was signed. If an older backup was put back on purpose, move the later checkpoint files away.`,
        { size, signed },
      );
  // From the last checkpoint on, or from the start when the folder's is the older one and must be met on the way.
  let frontier: Frontier = last !== undefined && (kept === undefined || kept.size >= last.size) ? last : emptyFrontier;
  for (const stop of [kept?.size ?? 0, size]) {
    frontier = await grow(store, frontier, stop);
    if (kept !== undefined && frontier.size === kept.size && !rootOf(frontier).equals(kept.root))
      throw refuse(`The first ${kept.size} entries are not those of the checkpoint that was written to a file.`, {
        size: kept.size,
      });
  }
  if (!rootOf(frontier).equals(rootOf(head.frontier)))
    throw refuse("The entries are not those that the record's head was made of.", { size });

  if (last?.size === size) {
    const checkpoint = { size, root: rootOf(frontier), note: last.note };
    if (folder !== undefined && kept?.size !== size) await writeFileOf(folder, checkpoint);
    return checkpoint;
  }
  const checkpoint = signCheckpoint({ size, root: rootOf(frontier) }, key);
  await store.db
    .insertInto("checkpoint")
    .values({ size, edge: Buffer.concat(frontier.edge), note: checkpoint.note, at: now() })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  if (folder !== undefined) await writeFileOf(folder, checkpoint);
  await needs
    .onCheckpoint?.(checkpoint)
    .catch((error) => needs.log.warn({ err: error }, "a checkpoint was not posted"));
  return checkpoint;
}

/** The frontier grown by the stored leaf hashes up to `size`. */
async function grow({ db }: Store, from: Frontier, size: number): Promise<Frontier> {
  let frontier = from;
  while (frontier.size < size) {
    const rows = await db
      .selectFrom("entry")
      .select(["number", "leaf"])
      .where("number", ">=", frontier.size)
      .where("number", "<", Math.min(frontier.size + LEAVES_A_READ, size))
      .orderBy("number")
      .execute();
    if (rows[0]?.number !== frontier.size || rows.at(-1)?.number !== frontier.size + rows.length - 1)
      throw refuse(`Entries are missing from number ${frontier.size} on.`, { from: frontier.size });
    frontier = append(
      frontier,
      rows.map(({ leaf }) => leaf),
    );
  }
  return frontier;
}

/** `checkpoint-000000001234.txt`: sorts by size. */
function fileName(size: number): string {
  return `checkpoint-${String(size).padStart(12, "0")}.txt`;
}

async function writeFileOf(folder: string, { size, note }: Checkpoint): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = join(folder, `.${newId()}`);
  await writeFile(draft, note, { flush: true });
  await rename(draft, join(folder, fileName(size)));
}

async function lastFile(folder: string, key: SignerKey): Promise<Checkpoint | undefined> {
  const names = await readdir(folder).catch((error) => {
    if (error.code === "ENOENT") return [];
    throw error;
  });
  const name = names
    .filter((one) => /^checkpoint-\d{12}\.txt$/.test(one))
    .sort()
    .at(-1);
  if (name === undefined) return;
  const checkpoint = openCheckpoint(await readFile(join(folder, name), "utf8"), key.verifier);
  if (checkpoint === undefined || name !== fileName(checkpoint.size))
    throw refuse(`${name} is not a checkpoint that this key signed.`, { name });
  return checkpoint;
}
