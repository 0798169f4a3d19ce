import { join } from "node:path";
import process from "node:process";
import { closeAll } from "./base/close-all.ts";
import { openLog } from "./base/log.ts";
import { socketFolder } from "./base/socket-folder.ts";
import { compose } from "./compose.ts";
import type { Config } from "./config.ts";
import { openServer } from "./http/server.ts";
import { forgetRunning, type RunningServer, tellRunning } from "./running.ts";
import { openBlanker } from "./secret/blank.ts";
import { layOut } from "./settings/first.ts";
import { shippedPlugins } from "./shipped.ts";
import { tellElsewhere } from "./store/elsewhere.ts";
import { openStore } from "./store/open.ts";

/** A server that runs in this process. */
export interface Running {
  readonly server: RunningServer;
  /** Whether this start laid out the data folder. */
  readonly first: boolean;
  /** Lets what is under way finish, then ends everything, the store last. */
  stop(): Promise<void>;
}

/**
 * Starts everything on a data folder: settings, store, the flows, and the doors to them. Throws Faults whose sentence is
 * meant for whoever starts it. What was opened before something failed is closed again.
 */
export async function startServer(config: Config): Promise<Running> {
  const { dataDir, demo } = config;
  const blanker = openBlanker();
  for (const password of passwordsOf(config)) blanker.add(password);
  const log = openLog(config.logLevel, blanker.blank);
  const opened: (() => Promise<void>)[] = [];
  const stop = (): Promise<void> => closeAll(opened);
  try {
    const first = await layOut(config);
    const store = await openStore({ dataDir, url: config.databaseUrl, pgBin: config.pgBin, log, connections: 16 });
    opened.push(() => store.close());
    if (config.databaseUrl !== undefined) await tellElsewhere(dataDir);
    const wardroom = await compose({ config, store, log, blanker, plugins: shippedPlugins });
    opened.push(() => wardroom.close());
    const socketPath = join(socketFolder(dataDir, config.runtimeDir), "room.sock");
    const http = await openServer({ host: config.host, port: config.port, socketPath, ...wardroom.doors });
    opened.push(() => http.close());
    const server = {
      pid: process.pid,
      host: config.host,
      port: http.port,
      socket: socketPath,
      demo,
      startedAt: new Date().toISOString(),
    };
    await tellRunning(dataDir, server);
    opened.push(() => forgetRunning(dataDir));
    await wardroom.resume();
    return { server, first, stop };
  } catch (error) {
    // Why it did not start is what matters, whatever else then fails.
    await stop().catch((failed: unknown) => log.error({ err: failed }, "not everything was closed"));
    throw error;
  }
}

/** The store's own password, wherever it can be given, as it is written and as it is meant. */
function passwordsOf({ databaseUrl, environment }: Config): string[] {
  const url = databaseUrl === undefined ? null : URL.parse(databaseUrl);
  const given = [url?.password, url?.searchParams.get("password"), environment["PGPASSWORD"]];
  return given.flatMap((one) => (one ? [one, unescaped(one)] : []));
}

function unescaped(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
