import type { ActionType, SchemaJson } from "@cedar-policy/cedar-wasm/nodejs";
import type { JsonSchema, Registered } from "../../model/registry.ts";
import { type CedarType, cedarAttributes } from "./cedar-type.ts";

/** The groups of actions that a command belongs to, beside its own name. */
export function actionGroups({ command, plugin }: Registered): readonly string[] {
  return [`risk:${command.risk}`, `plugin:${plugin}`];
}

/** The arguments that name a host: what a command does something to, as policies see it. */
export function hostArgs({ schema }: Registered): readonly { readonly name: string; readonly required: boolean }[] {
  const required = new Set((schema["required"] ?? []) as readonly string[]);
  return Object.entries((schema["properties"] ?? {}) as Record<string, JsonSchema>)
    .filter(([, property]) => (property["format"] ?? (property["items"] as JsonSchema)?.["format"]) === "host")
    .map(([name, property]) => ({
      name,
      required: (required.has(name) || "default" in property) && property["type"] !== "array",
    }));
}

const string: CedarType = { type: "String" };
const optional = <T extends CedarType>(type: T) => ({ ...type, required: false });

const entityTypes = {
  Group: {},
  Tag: {},
  Room: {},
  Person: {
    memberOfTypes: ["Group", "Room"],
    shape: { type: "Record", attributes: { id: string, name: string } },
  },
  Host: {
    memberOfTypes: ["Tag"],
    shape: { type: "Record", attributes: { name: string, owner: optional(string) } },
  },
} satisfies SchemaJson<string>[string]["entityTypes"];

/** The Cedar schema that policies are checked against: one action a command, and the groups of all commands. */
export function cedarSchema(commands: readonly Registered[], groups: Iterable<string>): SchemaJson<string> {
  const actions: Record<string, ActionType<string>> = {};
  for (const group of groups) actions[group] = {};
  for (const registered of commands) actions[registered.command.name] = action(registered);
  return { "": { entityTypes, actions } };
}

function action(registered: Registered): ActionType<string> {
  return {
    memberOf: actionGroups(registered).map((id) => ({ id })),
    appliesTo: {
      principalTypes: ["Person"],
      resourceTypes: [...resourceTypes(registered)],
      context: {
        type: "Record",
        attributes: {
          room: { type: "Entity", name: "Room" },
          direct: { type: "Boolean" },
          via: string,
          risk: string,
          at: { type: "Extension", name: "datetime" },
          args: { type: "Record", attributes: cedarAttributes(registered.schema) },
        },
      },
    },
  };
}

/** `Host` where an argument names one; `Room` where none does, or none need be given. */
export function resourceTypes(registered: Registered): readonly string[] {
  const hosts = hostArgs(registered);
  if (hosts.length === 0) return ["Room"];
  return hosts.some((arg) => arg.required) ? ["Host"] : ["Host", "Room"];
}
