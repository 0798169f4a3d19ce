import { readFileSync } from "node:fs";
import { basename } from "node:path";
import type { Command, Plugin } from "@wardroom/sdk";
import { Fault } from "../base/fault.ts";
import type { Log } from "../base/log.ts";
import type { Registered, Registry } from "../model/registry.ts";
import { type CheckDeclaration, loadCheck } from "./check/check.ts";
import { type Found, findPlugins } from "./find.ts";
import { loadPackage } from "./package/load.ts";
import { tryRegister } from "./register.ts";
import { makeRegistry, type PluginProblem } from "./registry.ts";
import { loadScript } from "./script/load.ts";

export interface LoadNeeds {
  /** Plugins that come with Wardroom; the one named `wardroom` holds its own commands. */
  readonly builtin: readonly Plugin[];
  /** Absolute folders of scripts and packages; one that is not there holds nothing. */
  readonly folders: readonly string[];
  readonly checks: readonly CheckDeclaration[];
  /** Wardroom's environment, of which scripts and checks see PATH, LANG and what they name. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  /** Variables that hold the secret of a connection, which no script or check may see. */
  readonly secretVariables?: ReadonlySet<string>;
  readonly log: Log;
}

/** Everything that could be loaded, and what could not. */
export interface Loaded {
  readonly registry: Registry;
  /** Those that run in this process, for the connections they declare. */
  readonly plugins: readonly Plugin[];
  readonly problems: readonly PluginProblem[];
}

/**
 * Loads every command there is. What is broken is named in `problems` and the rest loads; builtins come first, so nothing
 * takes the place of their commands.
 */
export async function loadPlugins(needs: LoadNeeds): Promise<Loaded> {
  const problems: PluginProblem[] = [];
  const plugins: Plugin[] = [...needs.builtin];
  const registered: Registered[] = [];
  const take = (where: string, one: Registered | string): void => {
    if (typeof one === "string") problems.push({ where, say: one });
    else registered.push(one);
  };
  for (const plugin of needs.builtin)
    for (const command of plugin.commands)
      take(
        plugin.name,
        tryRegister(command, { plugin: plugin.name, origin: originOf(plugin), code: builtinCode(command) }),
      );

  for (const root of needs.folders) {
    const { found, problems: unreadable } = await findPlugins(root);
    problems.push(...unreadable);
    for (const one of found) {
      try {
        if (one.kind === "script") take(basename(one.folder), await loadScript(one.folder, needs));
        else await takePackage(one, plugins, take);
      } catch (error) {
        if (!(error instanceof Fault)) needs.log.warn({ folder: one.folder, err: error }, "plugin cannot be loaded");
        take(basename(one.folder), error instanceof Fault ? error.say : "its folder cannot be read.");
      }
    }
  }
  for (const check of needs.checks) take(check.name, await loadCheck(check, needs));
  const registry = makeRegistry(registered, (problem) => problems.push(problem));
  return { registry, plugins, problems };
}

async function takePackage(
  found: Found & { kind: "package" },
  plugins: Plugin[],
  take: (where: string, one: Registered | string) => void,
): Promise<void> {
  const { plugin, hash, stale } = await loadPackage(found.folder, found.entry);
  if (plugins.some(({ name }) => name === plugin.name))
    return take(plugin.name, `there is a plugin named ${plugin.name} already.`);
  plugins.push(plugin);
  for (const command of plugin.commands)
    take(plugin.name, tryRegister(command, { plugin: plugin.name, origin: "plugin", code: hash }));
  if (stale) take(plugin.name, "its files were changed; the code loaded before stays until Wardroom is started again.");
}

function originOf(plugin: Plugin): Registered["origin"] {
  return plugin.name === "wardroom" ? "builtin" : "plugin";
}

const { version: RELEASE } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  version: string;
};

/** What comes with a release is pinned by the release; the functions' own text tells changes apart while developing. */
function builtinCode({ run, preview, verify, undo }: Command): string {
  return [RELEASE, run, preview, verify, undo].map(String).join("\0");
}
