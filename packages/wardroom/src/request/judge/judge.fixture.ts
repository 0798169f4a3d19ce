import { defineCommand, memoryInventory, type Risk } from "@wardroom/sdk";
import { z } from "zod";
import type { Person } from "../../model/message.ts";
import type { Registered, Registry } from "../../model/registry.ts";
import type { Request } from "../../model/request.ts";
import type { Room } from "../../model/room.ts";
import { type CompileOptions, compilePolicies, type PolicySet } from "./compile.ts";
import type { JudgeNeeds } from "./judge.ts";

/** A small site that the tests of this folder share: four people, two rooms, three hosts, six commands. */

export const people = {
  ana: { id: "ana", name: "Ana", groups: ["analysts"] },
  sam: { id: "sam", name: "Sam", groups: ["it-ops"] },
  joe: { id: "joe", name: "Joe", groups: ["developers"] },
  maya: { id: "maya", name: "Maya", groups: [] },
} satisfies Record<string, Person>;

const rooms: readonly Room[] = [
  { id: "soc", name: "#soc", kind: "channel", chat: "local", members: ["ana", "sam"] },
  { id: "general", name: "#general", kind: "channel", chat: "local", members: ["ana", "sam", "joe", "maya"] },
  { id: "dm:joe", name: "Joe", kind: "direct", chat: "local", members: ["joe"] },
];

export const hosts = memoryInventory([
  { name: "web-03", addresses: ["192.0.2.3"], aliases: ["shop"], tags: ["prod"], owner: "sam" },
  { name: "db-01", tags: ["prod", "customer-data"] },
  { name: "lab-01", tags: ["lab"], owner: "joe" },
]);

const shapes = z.object({ host: z.string().meta({ format: "host" }) });

export function registered(
  name: string,
  risk: Risk = "read",
  args: z.ZodObject = shapes,
  plugin = name.split(" ")[0] as string,
): Registered {
  const declaration = { name, summary: name, args, examples: [name], run: async () => "", undo: async () => "" };
  const preview = async () => "";
  const command =
    risk === "irreversible"
      ? defineCommand({ ...declaration, risk, preview, examples: [name] })
      : defineCommand({ ...declaration, risk, examples: [name] });
  const schema = z.toJSONSchema(args, { io: "input" }) as Registered["schema"];
  return { command, version: "1", plugin, origin: "plugin", schema };
}

export function registryOf(commands: readonly Registered[]): Registry {
  const byName = new Map(commands.map((one) => [one.command.name, one]));
  return { commands, find: (name) => byName.get(name) };
}

export const registry = registryOf([
  registered("help", "read", z.object({ topic: z.string().optional() })),
  registered("host status"),
  registered("host logins"),
  registered("host compare", "read", z.object({ hosts: z.array(z.string().meta({ format: "host" })) })),
  registered("shop restart", "reversible"),
  registered(
    "firewall block",
    "irreversible",
    z.object({ address: z.string(), hours: z.int().default(24), tags: z.array(z.string()).optional() }),
  ),
]);

/** Compiles one file, `it-ops.cedar`; throws with what is wrong in it. */
export function policiesOf(text: string, options: CompileOptions = {}, over: Registry = registry): PolicySet {
  const compiled = compilePolicies([{ file: "it-ops.cedar", text }], over, options);
  if (compiled.problems) throw new Error(JSON.stringify(compiled.problems));
  return compiled.policies;
}

export function needsOf(policies: PolicySet): JudgeNeeds {
  return {
    policies,
    inventory: hosts,
    room: (id) => rooms.find((room) => room.id === id),
    roomsOf: (person) => rooms.filter((room) => room.members.includes(person)),
    people: () => Object.values(people),
    now: () => new Date("2026-11-24T09:30:00Z"),
  };
}

export function request(
  person: Person,
  command: string,
  args: Request["args"] = { host: "web-03" },
  room = "general",
): Request {
  return {
    id: "m1/0",
    command,
    args,
    version: "1",
    person,
    account: { platform: "local", tenant: "local", userId: person.id },
    place: { room },
    via: "grammar",
    words: command,
    at: new Date("2026-11-24T09:30:00Z"),
  };
}
