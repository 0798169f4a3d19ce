import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import type { PluginProblem } from "./registry.ts";

/** A folder that says it brings commands. */
export type Found =
  | { readonly kind: "script"; readonly folder: string }
  /** `entry` is the module that exports the plugin, relative to the folder. */
  | { readonly kind: "package"; readonly folder: string; readonly entry: string };

const DEEPEST = 3;
const ENTRIES = ["plugin.ts", "plugin.js", "plugin.mjs"];
const manifestSchema = z.looseObject({ wardroom: z.string().optional() });

/**
 * Looks for scripts (`command.yaml`) and packages (`package.json` with `wardroom`, or `plugin.ts`) in a folder and, where it
 * is none itself, up to three levels under it, in the order of their paths. Hidden folders and `node_modules` are passed over;
 * what is inside a found folder belongs to it. A folder that is not there holds nothing.
 */
export async function findPlugins(root: string): Promise<{ found: Found[]; problems: PluginProblem[] }> {
  const found: Found[] = [];
  const problems: PluginProblem[] = [];
  async function look(folder: string, depth: number): Promise<void> {
    const entries = await readdir(folder, { withFileTypes: true }).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") problems.push({ where: folder, say: `${folder} cannot be read.` });
      return [];
    });
    const names = new Set(entries.map(({ name }) => name));
    if (names.has("command.yaml")) {
      found.push({ kind: "script", folder });
      return;
    }
    const entry = names.has("package.json") ? await entryOf(folder) : undefined;
    const module = entry ?? ENTRIES.find((name) => names.has(name));
    if (module !== undefined) {
      found.push({ kind: "package", folder, entry: module });
      return;
    }
    if (depth === DEEPEST) return;
    for (const inner of entries.sort((a, b) => (a.name < b.name ? -1 : 1)))
      if (inner.isDirectory() && !inner.name.startsWith(".") && inner.name !== "node_modules")
        await look(join(folder, inner.name), depth + 1);
  }
  await look(root, 0);
  return { found, problems };
}

async function entryOf(folder: string): Promise<string | undefined> {
  try {
    return manifestSchema.parse(JSON.parse(await readFile(join(folder, "package.json"), "utf8"))).wardroom;
  } catch {
    return undefined;
  }
}
