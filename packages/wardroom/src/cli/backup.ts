import { resolve } from "node:path";
import { openLog } from "../base/log.ts";
import { readConfig } from "../config.ts";
import { backupStore } from "../store/copy/copy.ts";
import { openStore } from "../store/open.ts";
import { placeFlags, readFlags, wrongUsage } from "./flags.ts";
import type { Io } from "./io.ts";
import { storeSettings } from "./store-settings.ts";

/** `wardroom backup FILE`: everything the store holds, as of one moment. A server may run on it meanwhile. */
export async function backup(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readFlags(args, { ...placeFlags, json: { type: "boolean" } });
  const [file, stray] = positionals;
  if (file === undefined || stray !== undefined) throw wrongUsage("backup takes one file name.");
  const config = readConfig({ ...values, log: values.log ?? "warn" });
  const store = await openStore(storeSettings(config, openLog(config.logLevel)));
  try {
    const { bytes } = await backupStore(store, resolve(file));
    if (values.json) io.stdout(`${JSON.stringify({ file: resolve(file), bytes })}\n`);
    else {
      io.stdout(`Wrote ${file} (${(bytes / 1e6).toFixed(1)} MB).\n`);
      io.stderr(
        "Not in it: the settings and the keys in the data folder. Keep those apart from it, or its secrets stay sealed.\n",
      );
    }
    return 0;
  } finally {
    await store.close();
  }
}
