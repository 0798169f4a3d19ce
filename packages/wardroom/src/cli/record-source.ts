import { join } from "node:path";
import { Fault } from "../base/fault.ts";
import { silentLog } from "../base/log.ts";
import { readConfig } from "../config.ts";
import type { Checkpoint } from "../record/checkpoint.ts";
import { exportRecord } from "../record/export.ts";
import { readRecordKey } from "../record/key.ts";
import type { SignerKey } from "../record/note.ts";
import { openRecord } from "../record/record.ts";
import type { SealedField } from "../record/seal.ts";
import { openStore } from "../store/open.ts";
import type { Store } from "../store/store.ts";
import type { Io } from "./io.ts";
import type { Flags } from "./record-usage.ts";

/** The record of a data folder. */
export interface Source {
  readonly store: Store;
  readonly key: SignerKey;
  readonly checkpointFolder: string;
  checkpoint(): Promise<Checkpoint>;
}

/** Opens the record of a data folder, whether a server runs on it or not. */
export async function withRecord<T>({ data }: Flags, use: (source: Source) => Promise<T>): Promise<T> {
  const config = readConfig({ data });
  const key = await readRecordKey(join(config.dataDir, "keys"));
  if (key === undefined)
    throw new Fault("record-none", "There is no record in this data folder: Wardroom was never started on it.", {
      dataDir: config.dataDir,
    });
  const log = silentLog();
  const store = await openStore({ dataDir: config.dataDir, url: config.databaseUrl, pgBin: config.pgBin, log });
  try {
    const checkpointFolder = join(config.dataDir, "checkpoints");
    const opened = await openRecord({
      store,
      key,
      log,
      blank: (text) => text,
      now: () => new Date(),
      folder: checkpointFolder,
    });
    try {
      return await use({ store, key, checkpointFolder, checkpoint: opened.checkpoint });
    } finally {
      await opened.close();
    }
  } finally {
    await store.close();
  }
}

/** The record as an export; on stderr why it could not be signed, if it could not. */
export const exportOf = ({ store, key, checkpoint }: Source, withhold: readonly SealedField[] = [], io?: Io) =>
  exportRecord(
    { store, key: key.verifier, checkpoint },
    {
      withhold,
      contradicted: (error) => io?.stderr(`${error instanceof Fault ? error.say : error}\n`),
    },
  );
