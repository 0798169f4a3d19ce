import type { Log } from "../base/log.ts";
import type { Config } from "../config.ts";
import type { StoreSettings } from "../store/open.ts";

/** Where the store of a verb is. */
export function storeSettings(config: Config, log: Log): StoreSettings {
  return { dataDir: config.dataDir, url: config.databaseUrl, pgBin: config.pgBin, log };
}
