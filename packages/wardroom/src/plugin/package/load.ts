import { basename, join, relative } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { pathToFileURL } from "node:url";
import type { Plugin } from "@wardroom/sdk";
import { z } from "zod";
import { Fault } from "../../base/fault.ts";
import { fingerprint } from "../fingerprint.ts";
import { firstIssue } from "../register.ts";
import { resolveOwnPackages } from "./resolve.ts";

/** A package's plugin, with the hash of the code that is in memory. */
export interface LoadedPackage {
  readonly plugin: Plugin;
  readonly hash: string;
  /** Its files are others now than those in memory. */
  readonly stale: boolean;
}

const IMPORT_MS = 10_000;

const pluginSchema = z.looseObject({
  kind: z.literal("plugin"),
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "lower-case letters, digits and -"),
  summary: z.string().min(1),
  commands: z.array(z.looseObject({ kind: z.literal("command"), name: z.string(), run: z.custom(isFunction) })),
  connections: z.array(z.looseObject({ kind: z.literal("connection"), name: z.string(), open: z.custom(isFunction) })),
});

/** By folder: code once imported stays in memory, so what was loaded first is what runs until the process ends. */
const loaded = new Map<string, { plugin: Plugin; hash: string }>();

/**
 * Imports a package's plugin, once a process. It is trusted code: it runs here, with all rights of this process. Files that
 * changed since do not take effect, and do not change its version, before a restart. Throws {@link Fault} `plugin-package`.
 */
export async function loadPackage(folder: string, entry: string): Promise<LoadedPackage> {
  const hash = await fingerprint(folder, { leaveOut: ["node_modules"] });
  const before = loaded.get(folder);
  if (before !== undefined) return { ...before, stale: before.hash !== hash };
  const path = join(folder, entry);
  if (relative(folder, path).startsWith("..")) throw new Fault("plugin-package", `${entry} lies outside the package.`);
  resolveOwnPackages();
  const module = await Promise.race([
    // The hash in the address lets a package that failed be tried again once it is mended.
    import(/* @vite-ignore */ `${pathToFileURL(path).href}?v=${hash.slice(0, 16)}`).catch((error: unknown) => {
      throw new Fault("plugin-package", `${entry} cannot be loaded: ${messageOf(error)}`, { folder }, error);
    }),
    wait(IMPORT_MS, undefined, { ref: false }).then(() => {
      throw new Fault("plugin-package", `${entry} took longer than ${IMPORT_MS / 1_000} s to load.`, { folder });
    }),
  ]);
  const plugin = Object.values(module as Record<string, unknown>).find(
    (value) => typeof value === "object" && value !== null && "kind" in value && value.kind === "plugin",
  );
  if (plugin === undefined)
    throw new Fault("plugin-package", `${entry} exports no plugin; export what definePlugin gives.`);
  const checked = pluginSchema.safeParse(plugin);
  if (!checked.success) throw new Fault("plugin-package", `${basename(folder)}: ${firstIssue(checked.error)}`);
  loaded.set(folder, { plugin: plugin as Plugin, hash });
  return { plugin: plugin as Plugin, hash, stale: false };
}

function isFunction(value: unknown): boolean {
  return typeof value === "function";
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] as string;
}
