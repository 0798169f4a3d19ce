import { type FSWatcher, watch } from "node:fs";
import type { Log } from "../base/log.ts";
import { programStamp } from "./check/program.ts";
import { programEnvironment } from "./child/environment.ts";
import { killOrphans } from "./child/kill.ts";
import { findPlugins } from "./find.ts";
import { listFolder } from "./fingerprint.ts";
import { type Loaded, type LoadNeeds, loadPlugins } from "./load.ts";

/** What is loaded from, as the settings have it now. */
export type PluginSources = Pick<LoadNeeds, "folders" | "checks" | "secretVariables">;

export interface WatchNeeds extends Omit<LoadNeeds, keyof PluginSources> {
  sources(): PluginSources;
  /** Other commands, other versions or other problems than before. */
  changed(loaded: Loaded): void;
  readonly log: Log;
  /** How long files must stand still before they are loaded, in ms. */
  readonly settleMs?: number;
  /** How often folders are looked at, in ms; where the system tells of changes they are looked at once it does. */
  readonly lookMs?: number;
}

export interface LivePlugins {
  current(): Loaded;
  /** Loads again now, after the settings have changed. */
  reload(): Promise<void>;
  close(): Promise<void>;
}

/**
 * The commands as the folders and settings have them, kept up to date: a script that is dropped in is there within a second
 * or two. A folder is loaded once nothing in any of them has changed for a moment, so one that is half copied waits.
 */
export async function watchPlugins(needs: WatchNeeds): Promise<LivePlugins> {
  const { settleMs = 250, lookMs = 2_000 } = needs;
  const path = programEnvironment(needs.environment, [])["PATH"] as string;
  const watchers = new Map<string, FSWatcher>();
  let stamp = await stampOf(needs.sources(), path);
  let current = await loadPlugins({ ...needs, ...needs.sources() });
  let closed = false;
  let working: Promise<void> = Promise.resolve();
  let soon: NodeJS.Timeout | undefined;
  report([], current, needs.log);
  const orphans = await killOrphans();
  if (orphans > 0)
    needs.log.warn({ processes: orphans }, "ended what scripts of a Wardroom that was killed had left running");

  async function load(): Promise<void> {
    const next = await loadPlugins({ ...needs, ...needs.sources() });
    if (closed || sameLoaded(current, next)) return;
    report(current.problems, next, needs.log);
    current = next;
    needs.changed(next);
  }
  async function look(): Promise<void> {
    listen();
    let seen = await stampOf(needs.sources(), path);
    if (seen === stamp) return;
    // A folder that is written to without end is loaded as it is in the end.
    for (let round = 0; round < 40; round++) {
      await new Promise((resolve) => setTimeout(resolve, settleMs));
      if (closed) return;
      const again = await stampOf(needs.sources(), path);
      if (again === seen) break;
      seen = again;
    }
    stamp = seen;
    await load();
  }
  /** One piece of work after the other. */
  function next(work: () => Promise<void>): Promise<void> {
    working = working
      .then(work)
      .catch((error: unknown) => needs.log.error({ err: error }, "plugins cannot be looked at"));
    return working;
  }
  function listen(): void {
    for (const folder of closed ? [] : needs.sources().folders) {
      if (watchers.has(folder)) continue;
      try {
        const watcher = watch(folder, { recursive: true }, () => {
          soon ??= setTimeout(() => {
            soon = undefined;
            void next(look);
          }, 50);
        });
        watchers.set(folder, watcher);
        // A folder that goes away, or a limit of the system: the regular look remains.
        watcher.on("error", () => {
          watcher.close();
          watchers.delete(folder);
        });
      } catch {
        // Not there yet; the next look tries again.
      }
    }
  }
  listen();
  const timer = setInterval(() => void next(look), lookMs);
  timer.unref();
  return {
    current: () => current,
    reload: () => next(load),
    async close() {
      closed = true;
      clearInterval(timer);
      clearTimeout(soon);
      for (const watcher of watchers.values()) watcher.close();
      await working;
    },
  };
}

async function stampOf({ folders, checks }: PluginSources, path: string): Promise<string> {
  const stamps: string[] = [];
  for (const root of folders)
    for (const { kind, folder } of (await findPlugins(root)).found) {
      const leaveOut = kind === "package" ? ["node_modules"] : [];
      stamps.push(`${folder} ${await listFolder(folder, { leaveOut }).then(({ stamp }) => stamp, String)}`);
    }
  for (const { run } of checks) stamps.push(await programStamp(run, path));
  return stamps.join("\n");
}

function sameLoaded(a: Loaded, b: Loaded): boolean {
  const text = ({ registry, problems }: Loaded) =>
    JSON.stringify([
      registry.commands.map(({ command, version, plugin }) => [command.name, version, plugin]),
      problems,
    ]);
  return text(a) === text(b);
}

function report(before: Loaded["problems"], { registry, problems }: Loaded, log: Log): void {
  const known = new Set(before.map(({ where, say }) => `${where} ${say}`));
  for (const { where, say } of problems) if (!known.has(`${where} ${say}`)) log.warn({ where }, say);
  log.info({ commands: registry.commands.length, problems: problems.length }, "plugins loaded");
}
