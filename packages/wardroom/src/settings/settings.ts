import { hostSchema, isZone } from "@wardroom/sdk";
import { z } from "zod";

/**
 * What may stand in `wardroom.yaml`. Strict everywhere: a key nobody knows is an error, because a misspelt one would
 * otherwise be a right or a limit that silently is not there. Names are lists with ids, so that order is kept and one
 * look finds what stands twice.
 */

const id = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, "a name of lower-case letters, digits, `.`, `_` and `-`, 64 at most");

const zone = z.string().refine(isZone, "a time zone by its IANA name, for example Europe/Berlin or UTC");

const envName = z.string().regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "the name of an environment variable");

const accountSchema = z.strictObject({
  platform: id.describe("The chat: slack, teams, mattermost, discord, matrix"),
  tenant: z.string().min(1).describe("The workspace, server or organisation on that platform"),
  userId: z.string().min(1).describe("The platform's own permanent id of the person, never a name that can be changed"),
});

const personSchema = z.strictObject({
  id,
  name: z.string().min(1).max(100),
  groups: z.array(id).default([]),
  zone: zone.optional().describe("IANA time zone; the site's when absent"),
  accounts: z.array(accountSchema).default([]),
  osUser: z.string().min(1).optional().describe("The operating-system user who is this person on this machine"),
});

const groupSchema = z.strictObject({ id, name: z.string().min(1).max(100).optional() });

const roomSchema = z.strictObject({
  id,
  topic: z.string().max(250).optional(),
  members: z.array(id).default([]).describe("People and groups by id; `everyone` is all people"),
});

const inventorySchema = z.union([z.string().min(1), z.array(hostSchema)]);

/** A connection's entry: what is Wardroom's own; all other keys belong to the connection and are checked by it. */
const connectionSchema = z.looseObject({
  kind: z.string().min(1).optional().describe("Which declared connection this configures; its own name when absent"),
  limits: z
    .strictObject({ parallel: z.int().min(1).optional(), perSecond: z.number().positive().optional() })
    .optional()
    .describe("How much of the outside system may be used at once; the connection's own when absent"),
});

/** A monitoring plugin (Nagios and its kin) as a read command. No shell: `run` is the program and its arguments. */
const checkSchema = z.strictObject({
  name: z
    .string()
    .regex(
      /^[a-z0-9][a-z0-9-]*( [a-z0-9][a-z0-9-]*)*$/,
      "lower-case words parted by one blank, for example `web check`",
    ),
  summary: z.string().min(1),
  run: z.array(z.string()).min(1).describe("The program and its arguments; {name} stands for an argument's value"),
  args: z.record(z.string().regex(/^[a-z][A-Za-z0-9_]*$/, "an argument's name"), z.looseObject({})).default({}),
  required: z
    .array(z.string())
    .optional()
    .describe("Which arguments must be given; all that have no default when absent"),
  examples: z.array(z.string()).optional(),
  phrases: z.array(z.string()).optional(),
  timeoutSeconds: z.number().positive().max(3600).default(30),
  env: z.array(envName).default([]).describe("Environment variables that it may see"),
});

const siteSchema = z.strictObject({
  name: z.string().min(1).max(100).default("Wardroom"),
  zone: zone.default("UTC"),
  botNames: z.array(id).min(1).default(["wardroom"]).describe("What Wardroom is called in a room: `@wardroom`"),
  aliases: z
    .record(z.string().min(1), z.string().min(1))
    .default({})
    .describe("Short words for longer ones, for everyone"),
});

const limitsSchema = z.strictObject({
  messagesPerSecond: z.number().positive().default(50).describe("Sustained, for one person; more is slowed, not lost"),
  messageBurst: z.int().min(1).default(200).describe("How many may come at once before slowing begins"),
});

export const settingsSchema = z.strictObject({
  demo: z.boolean().default(false).describe("These people are examples: `--demo` lets a visitor be one by name"),
  site: siteSchema.prefault({}),
  people: z.array(personSchema).default([]),
  groups: z.array(groupSchema).default([]).describe("Every group that people are in; `admin` is always there"),
  rooms: z.array(roomSchema).default([]),
  inventory: inventorySchema.default([]).describe("The hosts, or the file that lists them under `hosts`"),
  connections: z.record(id, connectionSchema).default({}),
  plugins: z.array(z.string().min(1)).default(["plugins"]).describe("Folders of plugins and scripts"),
  checks: z.array(checkSchema).default([]),
  policies: z
    .strictObject({
      folder: z.string().min(1).default("policies"),
      defaults: z
        .boolean()
        .default(true)
        .describe("Reads are allowed to people of the room, beside the folder's policies"),
    })
    .prefault({}),
  record: z
    .strictObject({
      origin: z
        .string()
        .regex(/^[^\s+]+$/, "a name without blanks or `+`")
        .optional(),
      checkpointRoom: id.optional().describe("The room that checkpoints are posted to each day"),
    })
    .prefault({}),
  limits: limitsSchema.prefault({}),
});

/** What an inventory file holds. */
export const inventoryFileSchema = z.strictObject({ hosts: z.array(hostSchema) });

type Parsed = z.output<typeof settingsSchema>;

/** The settings at one moment; frozen. Paths are absolute and the inventory's hosts are read in. */
export type Settings = Readonly<Omit<Parsed, "inventory">> & {
  readonly inventory: z.output<typeof inventoryFileSchema>["hosts"];
  /** The folder of the settings file: relative paths are meant from here. */
  readonly folder: string;
};

export type PersonSettings = Parsed["people"][number];
export type RoomSettings = Parsed["rooms"][number];
export type CheckSettings = Parsed["checks"][number];
export type ConnectionSettings = Parsed["connections"][string];

/** The group whose people keep the site; it needs no declaration. */
export const ADMIN_GROUP = "admin";
/** All people, where a member of a room is named. */
export const EVERYONE = "everyone";
