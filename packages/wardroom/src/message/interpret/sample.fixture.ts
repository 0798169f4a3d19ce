import { type Command, defineCommand, entity, memoryInventory } from "@wardroom/sdk";
import { z } from "zod";
import type { JsonSchema, Registered, Registry } from "../../model/registry.ts";
import { compileInterpret, type Heard } from "./interpret.ts";

/** Commands that the tests of this stage speak with. */

export const hostStatus = defineCommand({
  name: "host status",
  summary: "How a host is doing",
  args: z.object({ host: entity.host(), since: entity.duration().optional(), verbose: z.boolean().default(false) }),
  examples: ["host status web-03"],
  phrases: ["what's going on with {host}", "how is {host}", "is {host} up"],
  risk: "read",
  run: async () => "fine",
});

export const hostList = defineCommand({
  name: "host list",
  summary: "The hosts that are known",
  args: z.object({ tags: z.array(z.string()).optional() }),
  examples: ["host list"],
  risk: "read",
  run: async () => "none",
});

export const firewallBlock = defineCommand({
  name: "firewall block",
  summary: "Block an address at the edge firewall",
  args: z.object({
    address: entity.ip(),
    hours: z.int().min(1).max(720).default(24),
    reason: z.string().max(200).optional(),
  }),
  examples: [
    "firewall block 203.0.113.9",
    { say: "block 203.0.113.9 for a day", means: { address: "203.0.113.9", hours: 24 } },
  ],
  phrases: ["block {address} for {hours} hours"],
  risk: "irreversible",
  preview: async () => "nothing",
  run: async () => "blocked",
});

export const note = defineCommand({
  name: "note",
  summary: "Write something down",
  args: z.object({ text: z.string().min(1), level: z.enum(["low", "in progress", "high"]).default("low") }),
  examples: ["note buy milk"],
  risk: "read",
  run: async () => "noted",
});

export const lookup = defineCommand({
  name: "lookup",
  summary: "What is known of an address",
  args: z.object({ ip: entity.ip() }),
  examples: ["lookup 192.0.2.1"],
  phrases: ["who is {ip}", "check {ip}"],
  risk: "read",
  run: async () => "known",
});

export const whoIs = defineCommand({
  name: "person show",
  summary: "Who somebody is",
  args: z.object({ user: entity.user() }),
  examples: ["person show ana"],
  phrases: ["who is {user}"],
  risk: "read",
  run: async () => "ana",
});

export const scan = defineCommand({
  name: "scan",
  summary: "Scan hosts",
  args: z.object({ hosts: z.array(entity.host()).min(1), ports: z.array(z.int()).optional() }),
  examples: ["scan web-03, db-01"],
  risk: "read",
  run: async () => "scanned",
});

export const quiet = defineCommand({
  name: "alert quiet",
  summary: "Silence an alert",
  args: z.object({ alert: z.string(), for: entity.duration(), until: entity.time().optional() }),
  examples: ["alert quiet disk-full 2h"],
  risk: "read",
  run: async () => "quiet",
});

export const fetchUrl = defineCommand({
  name: "url check",
  summary: "Look at an address of the web",
  args: z.object({ url: entity.url() }),
  examples: ["url check https://example.com/"],
  risk: "read",
  run: async () => "seen",
});

export const explain = defineCommand({
  name: "explain",
  summary: "What a line would do",
  args: z.object({ line: z.string().meta({ format: "line" }) }),
  examples: ["explain host list"],
  phrases: ["explain to me why not {line}"],
  risk: "read",
  run: async () => "explained",
});

export const allCommands = [hostStatus, hostList, firewallBlock, note, lookup, whoIs, scan, quiet, fetchUrl, explain];

export function registryOf(commands: readonly Command[]): Registry {
  const registered = commands.map(
    (command): Registered => ({
      command,
      version: "0".repeat(64),
      plugin: "sample",
      origin: "plugin",
      schema: z.toJSONSchema(command.args, { io: "input" }) as JsonSchema,
    }),
  );
  const byName = new Map(registered.map((one) => [one.command.name, one]));
  return { commands: registered, find: (name) => byName.get(name) };
}

export const sampleInventory = memoryInventory([
  { name: "web-03", addresses: ["192.0.2.3"], aliases: ["shop"] },
  { name: "db-01" },
]);

export const NOW = new Date("2026-11-24T10:00:00Z");

/** What the sample commands understand of a message, said directly unless told otherwise. */
export function sampleInterpret(commands: readonly Command[] = allCommands, siteAliases = new Map<string, string>()) {
  const interpret = compileInterpret({
    registry: registryOf(commands),
    inventory: sampleInventory,
    botNames: ["wardroom", "U0BOT"],
    siteAliases,
  });
  return (text: string, more: Partial<Heard> = {}) => interpret({ text, direct: true, now: NOW, ...more });
}
