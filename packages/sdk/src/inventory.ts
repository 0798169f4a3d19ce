import { z } from "zod";
import { defineConnection } from "./connection.ts";

/** How a host is reached. `local` is the machine Wardroom runs on; absent means it cannot be entered, only seen. */
const reachSchema = z.union([
  z.literal("local"),
  z.strictObject({
    ssh: z.strictObject({
      address: z.string().optional(),
      port: z.int().min(1).max(65535).default(22),
      user: z.string(),
      /** Which key of the ssh connection opens it: one key a class of host. */
      key: z.string(),
      /** The host's own public key as in `known_hosts` (`ssh-ed25519 AAAA…`). Without it nothing connects. */
      hostKey: z.string(),
    }),
  }),
]);

export const hostSchema = z.strictObject({
  name: z.string().min(1),
  aliases: z.array(z.string()).default([]),
  addresses: z.array(z.string()).default([]),
  owner: z.string().optional(),
  tags: z.array(z.string()).default([]),
  reach: reachSchema.optional(),
});

/** A machine that the settings name. */
export type Host = z.infer<typeof hostSchema>;

/** The hosts that the settings name. Names are compared without regard to case. */
export interface Inventory {
  hosts(): readonly Host[];
  /** By name, alias or address; undefined when it is none of ours. */
  find(name: string): Host | undefined;
}

/** The inventory over a list of hosts. */
export function memoryInventory(hosts: readonly z.input<typeof hostSchema>[]): Inventory {
  const parsed = hosts.map((host) => hostSchema.parse(host));
  const byName = new Map<string, Host>();
  for (const host of parsed)
    for (const name of [host.name, ...host.aliases, ...host.addresses]) byName.set(name.toLowerCase(), host);
  return { hosts: () => parsed, find: (name) => byName.get(name.toLowerCase()) };
}

/**
 * The inventory as a connection that any command may `use`. Wardroom itself opens it over the settings' `inventory`;
 * nothing is configured under `connections`.
 */
export const inventory = defineConnection<Inventory, z.ZodObject>({
  name: "inventory",
  summary: "The hosts named in the settings",
  settings: z.object({}),
  open: async () => {
    throw new Error("the inventory is opened by Wardroom itself");
  },
  check: async (client) => `${client.hosts().length} hosts`,
  memory: () =>
    memoryInventory([
      { name: "localhost", reach: "local" },
      { name: "web-03", addresses: ["192.0.2.3"] },
    ]),
});
