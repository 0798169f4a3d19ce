import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { type Inventory, memoryInventory } from "@wardroom/sdk";
import { parse } from "yaml";
import { z } from "zod";
import { Fault } from "../base/fault.ts";
import { silentLog } from "../base/log.ts";
import { declaredPlugin } from "../builtin/declared.ts";
import { readConfig } from "../config.ts";
import type { Registry } from "../model/registry.ts";
import { loadPlugins } from "../plugin/load.ts";
import { inventoryFileSchema } from "../settings/settings.ts";
import { shippedPlugins } from "../shipped.ts";
import { interpretBatch } from "./interpret-batch.ts";
import type { Io } from "./io.ts";

/** The verb `interpret`, over the plugins and the inventory that the flags name. */
export async function interpret(args: readonly string[], io: Io): Promise<number> {
  return interpretBatch(args, io, {
    now: () => new Date(),
    loadInventory,
    async loadRegistry(folder) {
      const { registry, problems } = await load(folder);
      for (const { where, say } of problems) io.stderr(`${where}: ${say}\n`);
      return registry;
    },
  });
}

async function load(
  folder: string | undefined,
): Promise<{ registry: Registry; problems: readonly { where: string; say: string }[] }> {
  return loadPlugins({
    builtin: [declaredPlugin(), ...shippedPlugins],
    folders: folder === undefined ? [] : [resolve(folder)],
    checks: [],
    environment: readConfig({}).environment,
    log: silentLog(),
  });
}

const namesSchema = z.union([
  inventoryFileSchema,
  z.array(z.union([inventoryFileSchema.shape.hosts.element, z.string().transform((name) => ({ name }))])),
]);

/** An inventory file: YAML or JSON with `hosts`, or just the list of them, by name alone where that is all. */
async function loadInventory(file: string | undefined): Promise<Inventory> {
  if (file === undefined) return memoryInventory([]);
  let value: unknown;
  try {
    value = parse(await readFile(file, "utf8"));
  } catch (error) {
    throw new Fault(
      "inventory-wrong",
      `The inventory ${file} cannot be read. It must be a YAML file with \`hosts\`.`,
      {},
      error,
    );
  }
  const read = namesSchema.safeParse(value);
  if (!read.success) {
    throw new Fault(
      "inventory-wrong",
      `The inventory ${file} is not right: it must list \`hosts\`, each with a \`name\`.`,
      {
        issues: read.error.issues,
      },
    );
  }
  return memoryInventory(Array.isArray(read.data) ? read.data : read.data.hosts);
}
