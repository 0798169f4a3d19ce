import { createReadStream, createWriteStream } from "node:fs";
import { access, open, rename, rm } from "node:fs/promises";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGunzip, createGzip } from "node:zlib";
import { Fault } from "../../base/fault.ts";
import type { Log } from "../../base/log.ts";
import { migrate, migrationNames } from "../migrate.ts";
import { migrations } from "../migration/migrations.ts";
import type { Store } from "../store.ts";
import { dump } from "./dump.ts";
import { damaged, type Loaded, load } from "./load.ts";
import { others } from "./others.ts";
import type { Part } from "./part.ts";
import { pack, unpack } from "./tar.ts";

/**
 * Writes everything the store holds, as of one moment, into a new file: a gzipped tar archive, readable by its owner
 * only. The store may be in use. Secrets stay sealed in it; the key files of the data folder are not in it. The file
 * appears under its name only when it is whole and on the disk.
 *
 * Throws `backup-exists`, `backup-unwritable`.
 */
export async function backupStore(store: Store, file: string): Promise<{ readonly bytes: number }> {
  const exists = await access(file).then(
    () => true,
    () => false,
  );
  if (exists)
    throw new Fault("backup-exists", "There is a file of that name already. Give another name, or move it away.");
  const draft = `${file}.part`;
  try {
    const into = createWriteStream(draft, { mode: 0o600 });
    await pipeline(Readable.from(pack(dump(store)), { objectMode: false }), createGzip({ level: 6 }), into);
    const written = await open(draft, "r+");
    await written.sync();
    const { size } = await written.stat();
    await written.close();
    await rename(draft, file);
    return { bytes: size };
  } catch (error) {
    await rm(draft, { force: true });
    const { code = "", syscall } = error as NodeJS.ErrnoException;
    if (syscall === undefined) throw error;
    throw new Fault(
      "backup-unwritable",
      "The backup could not be written there. See that the folder exists, may be written to and has room.",
      { code },
      error,
    );
  }
}

/**
 * Fills an empty store from a backup, all of it or nothing. The tables are made as they were when the backup was
 * written, then brought up to date.
 *
 * Throws `backup-missing`, `backup-damaged`, `backup-newer`, `store-not-empty`, `store-in-use`.
 */
export async function restoreStore(file: string, into: Store, log: Log): Promise<Loaded> {
  return fill(into, read(file), log);
}

/**
 * Copies everything a store holds into an empty database of another server. Nothing else may use either: what was
 * written meanwhile would stay behind. The old store is left as it is.
 */
export async function moveStore(from: Store, into: Store, log: Log): Promise<Loaded> {
  await refuseOthers(from);
  await migrate(migrations, { db: from.db as never, connect: from.connect, log });
  return fill(into, dump(from), log);
}

async function fill(store: Store, parts: AsyncIterable<Part>, log: Log): Promise<Loaded> {
  await refuseOthers(store);
  const needs = { db: store.db as never, connect: store.connect, log };
  const client = await store.connect();
  try {
    const loaded = await load(client, parts, (names) => bringTo(names, needs));
    await migrate(migrations, needs);
    return loaded;
  } finally {
    await client.end();
  }
}

/** Makes the tables that a backup's rows were in: no fewer and no more, as later changes may change rows too. */
async function bringTo(names: readonly string[], needs: Parameters<typeof migrate>[1]): Promise<void> {
  const unknown = names.filter((name) => !(name in migrations));
  if (unknown.length > 0) {
    throw new Fault(
      "backup-newer",
      "This backup was made by a newer Wardroom. Restore it with that version, or a later one.",
      { unknown },
    );
  }
  const there = await migrationNames(needs.db);
  if (there.some((name) => !names.includes(name))) {
    throw new Fault(
      "store-not-empty",
      "This store has newer tables than the backup. Give a data folder, or a database, that was never used.",
    );
  }
  await migrate(Object.fromEntries(names.map((name) => [name, migrations[name] as never])), needs);
}

async function refuseOthers(store: Store): Promise<void> {
  if ((await others(store)) > 0) {
    throw new Fault(
      "store-in-use",
      "Another Wardroom uses this store. Stop it first, so that nothing it writes is left behind.",
    );
  }
}

async function* read(file: string): AsyncGenerator<Part> {
  try {
    const plain = createGunzip();
    // Whatever goes wrong comes out of `plain` as well.
    pipeline(createReadStream(file), plain).catch(() => {});
    yield* unpack(plain);
  } catch (error) {
    const { code = "" } = error as NodeJS.ErrnoException;
    if (code === "ENOENT" || code === "EACCES" || code === "EISDIR") {
      throw new Fault("backup-missing", "There is no file of that name that can be read. Check the name.", {}, error);
    }
    if (/^Z_|^ERR_/.test(code)) throw damaged(code, error);
    throw error;
  }
}
