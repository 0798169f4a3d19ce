import { resolve } from "node:path";
import { openLog } from "../base/log.ts";
import { readConfig } from "../config.ts";
import { restoreStore } from "../store/copy/copy.ts";
import { openBare } from "../store/open.ts";
import { placeFlags, readFlags, wrongUsage } from "./flags.ts";
import type { Io } from "./io.ts";
import { storeSettings } from "./store-settings.ts";

/** `wardroom restore FILE`: fills an empty store from a backup, all of it or nothing. */
export async function restore(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readFlags(args, { ...placeFlags, json: { type: "boolean" } });
  const [file, stray] = positionals;
  if (file === undefined || stray !== undefined) throw wrongUsage("restore takes one file name.");
  const config = readConfig({ ...values, log: values.log ?? "warn" });
  const log = openLog(config.logLevel);
  const store = await openBare(storeSettings(config, log));
  const { head, rows } = await restoreStore(resolve(file), store, log).finally(() => store.close());
  if (values.json) io.stdout(`${JSON.stringify({ rows, madeAt: head.madeAt })}\n`);
  else {
    io.stdout(`Restored ${rows} rows, as they were at ${head.madeAt}.\n`);
    io.stderr("Put back the settings and the keys of the data folder too, before you start.\n");
  }
  return 0;
}
