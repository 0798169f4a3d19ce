import { type Log, openLog } from "../base/log.ts";
import { type Config, readConfig } from "../config.ts";
import { moveStore } from "../store/copy/copy.ts";
import { tellElsewhere } from "../store/elsewhere.ts";
import { openBare } from "../store/open.ts";
import { placeFlags, readFlags, wrongUsage } from "./flags.ts";
import type { Io } from "./io.ts";
import { storeSettings } from "./store-settings.ts";

/** `wardroom store move --to URL`: copies everything into an empty database of another server. */
export async function store(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readFlags(args, { ...placeFlags, to: { type: "string" }, json: { type: "boolean" } });
  if (positionals.join(" ") !== "move") throw wrongUsage("The one thing that store does is move.");
  if (values.to === undefined) throw wrongUsage("store move needs --to URL, a PostgreSQL with an empty database.");
  const config = readConfig({ ...values, log: values.log ?? "warn" });
  const { rows } = await move(config, values.to, openLog(config.logLevel));
  await tellElsewhere(config.dataDir);
  if (values.json) io.stdout(`${JSON.stringify({ rows })}\n`);
  else {
    io.stdout(`Moved ${rows} rows.\n`);
    io.stderr(
      "From now on start Wardroom with DATABASE_URL set to that address. The old store is left as it was; do not use it any more.\n",
    );
  }
  return 0;
}

async function move(config: Config, url: string, log: Log): Promise<{ readonly rows: number }> {
  const settings = storeSettings(config, log);
  const from = await openBare(settings);
  try {
    const into = await openBare({ ...settings, url });
    return await moveStore(from, into, log).finally(() => into.close());
  } finally {
    await from.close();
  }
}
