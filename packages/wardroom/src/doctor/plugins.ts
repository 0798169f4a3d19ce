import { type AnyConnection, memoryInventory, type Plugin } from "@wardroom/sdk";
import type { Log } from "../base/log.ts";
import { envSecret } from "../config.ts";
import { findingsIn } from "../connection/configure.ts";
import { openConnections } from "../connection/connection.ts";
import { secretVariables } from "../connection/secret-variables.ts";
import { type Loaded, loadPlugins } from "../plugin/load.ts";
import { openBlanker } from "../secret/blank.ts";
import { secretResolver } from "../secret/resolve.ts";
import type { Secrets } from "../secret/secrets.ts";
import { problemLine } from "../settings/problem.ts";
import type { Snapshot } from "../settings/read.ts";
import { doubtful, type Looked, well, wrong } from "./finding.ts";

export interface PluginLook {
  readonly looked: readonly Looked[];
  readonly loaded: Loaded;
}

/** Every plugin, script and check of the settings, really loaded. */
export async function lookAtPlugins(
  snapshot: Snapshot,
  builtin: readonly Plugin[],
  environment: Readonly<Record<string, string | undefined>>,
  log: Log,
): Promise<PluginLook> {
  const { plugins: folders, checks } = snapshot.settings;
  const loaded = await loadPlugins({
    builtin,
    folders,
    checks,
    environment,
    secretVariables: secretVariables(snapshot.settings),
    log,
  });
  const problems = loaded.problems.map(({ where, say }) =>
    wrong(`plugin ${where}`, say, "Correct it, or take it out of its folder. The others run."),
  );
  const many = loaded.registry.commands.length;
  return {
    loaded,
    looked: [...problems, well("plugins", `${many} ${many === 1 ? "command is" : "commands are"} there.`)],
  };
}

/** Every configured connection, really opened and asked. One that nothing is said of and that needs something is not. */
export async function lookAtConnections(
  snapshot: Snapshot,
  declared: readonly AnyConnection[],
  secrets: Secrets,
  log: Log,
): Promise<Looked[]> {
  const blanker = openBlanker();
  const connections = openConnections({
    snapshot: () => snapshot,
    declared: () => declared,
    resolve: secretResolver({ secrets, blanker, env: envSecret }),
    blank: blanker.blank,
    inventory: () => memoryInventory(snapshot.settings.inventory),
    log,
  });
  try {
    const problems = await connections.problems();
    if (problems.length > 0) {
      return problems.map((problem) =>
        wrong("connections", problemLine(problem), "Correct it; it is taken up without a restart."),
      );
    }
    const configured = new Set(
      Object.entries(snapshot.settings.connections).map(([name, entry]) => entry.kind ?? name),
    );
    const unknown = [...configured].filter((kind) => !declared.some(({ name }) => name === kind));
    const looked = unknown.map((kind) =>
      doubtful(`connection ${kind}`, "No plugin brings it.", "Put in its plugin, or take it out of the settings."),
    );
    const ready: AnyConnection[] = [];
    for (const connection of new Set(declared)) {
      if (configured.has(connection.name) || (await findingsIn(connection, undefined)).length === 0)
        ready.push(connection);
    }
    const health = await Promise.all(ready.map(({ name }) => connections.check(AbortSignal.timeout(30_000), name)));
    return [
      ...looked,
      ...health
        .flat()
        .map(({ name, ok, say, ms }) =>
          ok
            ? well(`connection ${name}`, `${say.replace(/\.?$/, "")} (${ms} ms).`)
            : wrong(`connection ${name}`, say, "Correct what it names, then look again."),
        ),
    ];
  } finally {
    await connections.close();
  }
}
