import type { ActionType, SchemaJson } from "@cedar-policy/cedar-wasm/nodejs";
import type { Registered } from "../../model/registry.ts";
import { type CedarType, cedarAttributes } from "./cedar-type.ts";
import { namesHost } from "./host-args.ts";

/** The groups of actions that a command belongs to, beside its own name. */
export function actionGroups({ command, plugin }: Registered): readonly string[] {
  return [`risk:${command.risk}`, `plugin:${plugin}`];
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

/** `Host` where arguments always name one, `Room` where they never do. */
export function resourceTypes(registered: Registered): readonly string[] {
  const named = namesHost(registered.schema);
  return named === "maybe" ? ["Host", "Room"] : [named === "yes" ? "Host" : "Room"];
}
