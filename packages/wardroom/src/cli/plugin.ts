import { existsSync } from "node:fs";
import { relative, resolve } from "node:path";
import { inventory } from "@wardroom/sdk";
import { openLog, silentLog } from "../base/log.ts";
import { type Config, readConfig } from "../config.ts";
import { compileInterpret } from "../message/interpret/interpret.ts";
import type { Registry } from "../model/registry.ts";
import { examine } from "../plugin/examine/examine.ts";
import { loadPlugins } from "../plugin/load.ts";
import { newPlugin } from "../plugin/new/new.ts";
import { type Language, languages } from "../plugin/new/script.ts";
import { requireSettings } from "../settings/read.ts";
import { shippedPlugins } from "../shipped.ts";
import { readFlags, wrongUsage } from "./flags.ts";
import type { Io } from "./io.ts";

const flags = {
  dir: { type: "string" },
  script: { type: "string" },
  json: { type: "boolean" },
  data: { type: "string" },
  config: { type: "string" },
} as const;

/** `plugin new NAME | check DIR | list`. */
export async function plugin(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readFlags(args, flags);
  const [verb, what, ...more] = positionals;
  if (more.length > 0) throw wrongUsage(`There is one word too many: ${more[0]}.`);
  const config = readConfig({ data: values.data, config: values.config });
  switch (verb) {
    case "new":
      if (what === undefined) throw wrongUsage("Give the new plugin a name, for example disk-space.");
      return create(what, values, io);
    case "check":
      return check(resolve(what ?? "."), config, values.json === true, io);
    case "list":
      return list(config, values.json === true, io);
    default:
      throw wrongUsage("Say plugin new NAME, plugin check DIR or plugin list.");
  }
}

async function create(
  name: string,
  { dir, script, json }: { dir?: string; script?: string; json?: boolean },
  io: Io,
): Promise<number> {
  const language = languages.find((one) => one === script);
  if (script !== undefined && language === undefined)
    throw wrongUsage(`There is no --script ${script}; there are ${languages.join(", ")}.`);
  const folder = await newPlugin(name, { dir: resolve(dir ?? "."), script: language as Language | undefined });
  const shown = relative(".", folder) || ".";
  if (json) io.stdout(`${JSON.stringify({ folder })}\n`);
  else
    io.stdout(
      `Made ${shown}. Try it:\n\n  wardroom plugin check ${shown}\n\nThen put it into a folder that the settings list under plugins, and say: ${name.replaceAll("-", " ")}\n`,
    );
  return 0;
}

const MARKS = { ok: "✓", bad: "✗", note: "·" };

async function check(folder: string, { environment }: Config, json: boolean, io: Io): Promise<number> {
  const findings = [];
  for await (const finding of examine(folder, { environment, log: silentLog(), interpreter })) {
    findings.push(finding);
    if (!json) io.stdout(`${MARKS[finding.mark]} ${finding.what}: ${finding.say}\n`);
  }
  const ok = findings.every(({ mark }) => mark !== "bad");
  if (json) io.stdout(`${JSON.stringify({ folder, ok, findings })}\n`);
  return ok ? 0 : 1;
}

/** Lines as somebody would say them to Wardroom alone, where there are no hosts but the inventory's twin. */
function interpreter(registry: Registry) {
  const interpret = compileInterpret({
    registry,
    inventory: inventory.memory(),
    botNames: ["wardroom"],
    siteAliases: new Map(),
  });
  return (text: string) => interpret({ text, addressed: true, direct: true, now: new Date() });
}

async function list(config: Config, json: boolean, io: Io): Promise<number> {
  const settings = existsSync(config.settingsFile) ? (await requireSettings(config.settingsFile)).settings : undefined;
  const { registry, problems } = await loadPlugins({
    builtin: shippedPlugins,
    folders: settings?.plugins ?? [],
    checks: settings?.checks ?? [],
    environment: config.environment,
    log: openLog("silent"),
  });
  const commands = registry.commands.map(({ command, plugin, origin, version }) => ({
    name: command.name,
    plugin,
    origin,
    risk: command.risk,
    version,
    summary: command.summary,
  }));
  if (json) io.stdout(`${JSON.stringify({ commands, problems })}\n`);
  else {
    const width = Math.max(0, ...commands.map(({ name }) => name.length));
    for (const { name, origin, risk, version, plugin, summary } of commands)
      io.stdout(`${name.padEnd(width)}  ${risk}  ${origin} ${plugin}  ${version.slice(0, 12)}  ${summary}\n`);
    if (commands.length === 0) io.stdout("No plugins. Make one with: wardroom plugin new NAME\n");
    for (const { where, say } of problems) io.stderr(`${where}: ${say}\n`);
  }
  return problems.length === 0 ? 0 : 1;
}
