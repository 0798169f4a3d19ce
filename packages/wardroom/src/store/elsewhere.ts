import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "../base/fault.ts";

/** Says in a data folder that its store is a PostgreSQL reached by URL. It names no host and no password. */
const NAME = "store-is-elsewhere";

const TEXT = `The store of this data folder is a PostgreSQL that DATABASE_URL names, so nothing is kept in an embedded one here.
Set DATABASE_URL to use it. Remove this file only to begin anew, with an empty store in this folder.
`;

export async function tellElsewhere(dataDir: string): Promise<void> {
  await writeFile(join(dataDir, NAME), TEXT);
}

/**
 * Without this, whoever forgot to set DATABASE_URL once would get an empty embedded store made for them: a backup of
 * nothing, an export without entries. Throws `store-elsewhere`.
 */
export async function refuseElsewhere(dataDir: string): Promise<void> {
  const found = await readFile(join(dataDir, NAME)).catch(() => undefined);
  if (found !== undefined)
    throw new Fault(
      "store-elsewhere",
      `The store of this data folder is a PostgreSQL reached by DATABASE_URL, which is not set now. Set it; or remove the file ${NAME} in the folder to begin with an empty store.`,
      { dataDir },
    );
}
