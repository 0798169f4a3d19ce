import { join } from "node:path";
import type { Plugin } from "@wardroom/sdk";
import { Fault } from "../base/fault.ts";
import { type Log, openLog, silentLog } from "../base/log.ts";
import { type Config, readConfig } from "../config.ts";
import { doubtful, type Looked, well, wrong } from "../doctor/finding.ts";
import { lookAtFolder } from "../doctor/folder.ts";
import { lookAtConnections, lookAtPlugins } from "../doctor/plugins.ts";
import { lookAtPolicies } from "../doctor/policies.ts";
import { lookAtPort } from "../doctor/port.ts";
import { lookAtSecrets, lookAtStore } from "../doctor/store.ts";
import { findRunning } from "../running.ts";
import { openSecrets, type Secrets } from "../secret/secrets.ts";
import { problemLine } from "../settings/problem.ts";
import { readSettings, type Snapshot } from "../settings/read.ts";
import { openStore } from "../store/open.ts";
import { placeFlags, readFlags, wrongUsage } from "./flags.ts";
import type { Io } from "./io.ts";
import { answers } from "./reach.ts";
import { storeSettings } from "./store-settings.ts";

const flags = { ...placeFlags, port: { type: "string" }, host: { type: "string" }, json: { type: "boolean" } } as const;

/** Each level by a mark and a word, so that neither colour nor font is needed to tell them apart. */
const marks = { ok: "✓ ok     ", warning: "! warning", error: "✗ wrong  " } as const;

export interface DoctorNeeds {
  /** The plugins that come with Wardroom. */
  plugins?(): Promise<readonly Plugin[]>;
}

/**
 * `wardroom doctor`: looks at everything that can keep Wardroom from working, on the real parts: it opens the store
 * (which brings its tables up to date), loads the plugins and asks the connections. One line each, with what to do.
 * Exit code 1 when anything is wrong. With `--json` `{ok, looked: [{what, level, say, todo?}]}`.
 */
export async function doctor(args: readonly string[], io: Io, needs: DoctorNeeds = {}): Promise<number> {
  const { values, positionals } = readFlags(args, flags);
  if (positionals.length > 0) throw wrongUsage(`doctor takes no words; "${positionals[0]}" is one.`);
  const config = readConfig(values);
  const log = values.log === undefined ? silentLog() : openLog(config.logLevel);
  const looked: Looked[] = [];
  const tell = (found: readonly Looked[]): void => {
    looked.push(...found);
    if (values.json) return;
    for (const { what, level, say, todo } of found) {
      io.stdout(`${marks[level]}  ${what}: ${say}${todo === undefined ? "" : ` → ${todo}`}\n`);
    }
  };

  const folder = await lookAtFolder(config.dataDir);
  tell(folder);
  tell(await lookAtServer(config));
  const snapshot = await lookAtSettings(config, tell);
  const never =
    folder.some(({ what, level }) => what === "data folder" && level !== "ok") && config.databaseUrl === undefined;
  if (!never) await lookInside(config, snapshot, { log, tell, plugins: await (needs.plugins ?? shipped)() });

  const ok = looked.every(({ level }) => level !== "error");
  if (values.json) io.stdout(`${JSON.stringify({ ok, looked })}\n`);
  return ok ? 0 : 1;
}

async function shipped(): Promise<readonly Plugin[]> {
  const [{ shippedPlugins }, { declaredPlugin }] = await Promise.all([
    import("../shipped.ts"),
    import("../builtin/declared.ts"),
  ]);
  return [declaredPlugin(), ...shippedPlugins];
}

async function lookAtServer({ dataDir, host, port }: Config): Promise<Looked[]> {
  const running = await findRunning(dataDir);
  if (running !== undefined) {
    if (await answers(running.socket))
      return [well("server", `It runs on port ${running.port} (process ${running.pid}).`)];
    return [
      doubtful(
        "server",
        `Process ${running.pid} has the data folder but does not answer.`,
        "Wait a moment; if it stays, end that process.",
      ),
    ];
  }
  return [well("server", "None runs on this data folder."), await lookAtPort(host, port)];
}

async function lookAtSettings(config: Config, tell: (found: readonly Looked[]) => void): Promise<Snapshot | undefined> {
  const read = await readSettings(config.settingsFile);
  if ("snapshot" in read) {
    const { people, rooms, inventory } = read.snapshot.settings;
    tell([well("settings", `Right: ${people.length} people, ${rooms.length} rooms, ${inventory.length} hosts.`)]);
    return read.snapshot;
  }
  if (read.sources[0]?.text === undefined && !config.settingsNamed) {
    tell([doubtful("settings", "There are none yet.", "`wardroom up` makes them at the first start.")]);
  } else
    tell(
      read.problems.map((problem) =>
        wrong("settings", problemLine(problem), "Correct it; it is taken up without a restart."),
      ),
    );
  return undefined;
}

interface Inside {
  readonly log: Log;
  readonly plugins: readonly Plugin[];
  tell(found: readonly Looked[]): void;
}

async function lookInside(
  config: Config,
  snapshot: Snapshot | undefined,
  { log, tell, plugins }: Inside,
): Promise<void> {
  const look = async (secrets: Secrets): Promise<void> => {
    if (snapshot === undefined) return;
    const { loaded, looked } = await lookAtPlugins(snapshot, plugins, config.environment, log);
    tell(looked);
    tell(await lookAtPolicies(snapshot, loaded, log));
    const declared = loaded.plugins.flatMap(({ connections }) => connections);
    tell(await lookAtConnections(snapshot, declared, secrets, log));
  };
  const keyFile = join(config.dataDir, "keys", "secrets.key");
  try {
    const store = await openStore({ ...storeSettings(config, log), connections: 2 });
    try {
      const secrets = openSecrets({ store, keyFile });
      tell(await lookAtStore(store));
      tell(await lookAtSecrets(secrets));
      await look(secrets);
    } finally {
      await store.close();
    }
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    tell([wrong("store", error.say, `Its code is ${error.code}.`)]);
  }
}
