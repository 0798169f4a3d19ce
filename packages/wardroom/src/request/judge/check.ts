import { type ValidationError, validate } from "@cedar-policy/cedar-wasm/nodejs";
import { nearest } from "../../base/near.ts";
import type { Registered, Registry } from "../../model/registry.ts";
import { actionGroups, cedarSchema, resourceTypes } from "./cedar-schema.ts";
import { cedarAttributes } from "./cedar-type.ts";
import { entityKey } from "./demand.ts";
import { type Policy, type PolicyProblem, plain } from "./policy.ts";
import { placeIn } from "./policy-text.ts";

/** Ids that the settings name. */
export interface Known {
  readonly groups: Iterable<string>;
  readonly people: Iterable<string>;
  readonly rooms: Iterable<string>;
}

interface Checked {
  readonly problems: readonly PolicyProblem[];
  readonly warnings: readonly PolicyProblem[];
}

/** Checks policies against the commands there are: their names by ourselves, all else by Cedar's strict validator. */
export function checkPolicies(policies: readonly Policy[], registry: Registry): Checked {
  const groups = new Set(["risk:read", "risk:reversible", "risk:irreversible"]);
  for (const registered of registry.commands) for (const group of actionGroups(registered)) groups.add(group);
  const unknown = policies.flatMap((policy) => unknownActions(policy, registry, groups));
  const rest = policies.filter((policy) => !unknown.some(({ of }) => of === policy));

  // Cedar tries a policy on every command of the schema, so the schemas are kept small: commands that look alike to a
  // policy stand for each other, and policies on single commands go a few at a time. All at once, twenty policies on
  // "all reads" with 5,000 commands take half a minute.
  const meetsNamed = (policy: Policy) => policy.actions.every((key) => registry.find(actionId(key)) !== undefined);
  const looksAtArgs = (policy: Policy) => policy.looks.context === "all" || policy.looks.context.has("args");
  const parts: readonly (readonly [readonly Policy[], (registered: Registered) => string])[] = [
    ...chunks(rest.filter(meetsNamed), 20).map((part) => [part, () => ""] as const),
    [rest.filter((policy) => !meetsNamed(policy) && !looksAtArgs(policy)), scopeShape],
    [rest.filter((policy) => !meetsNamed(policy) && looksAtArgs(policy)), fullShape],
  ];
  const found = parts.map(([part, shape]) => validateBy(part, registry, groups, shape));
  return {
    problems: [...unknown.map(({ problem }) => problem), ...found.flatMap((one) => one.problems)],
    warnings: found.flatMap((one) => one.warnings),
  };
}

function chunks<Item>(items: readonly Item[], most: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / most) }, (_, i) => items.slice(i * most, (i + 1) * most));
}

const scopeShape = (registered: Registered) => JSON.stringify([actionGroups(registered), resourceTypes(registered)]);
const fullShape = (registered: Registered) =>
  JSON.stringify([actionGroups(registered), resourceTypes(registered), cedarAttributes(registered.schema)]);

/** Validates against the commands that the policies name and one of each shape. */
function validateBy(
  policies: readonly Policy[],
  registry: Registry,
  groups: ReadonlySet<string>,
  shape: (registered: Registered) => string,
): Checked {
  if (policies.length === 0) return { problems: [], warnings: [] };
  const named = new Set(policies.flatMap((policy) => [...policy.looks.actions]));
  const shapes = new Set<string>();
  const commands = registry.commands.filter((registered) => {
    const one = shape(registered);
    const fresh = one !== "" && !shapes.has(one);
    shapes.add(one);
    return fresh || named.has(registered.command.name);
  });
  const byId = new Map(policies.map((policy) => [policy.id, policy]));
  const answer = validate({
    validationSettings: { mode: "strict" },
    schema: cedarSchema(commands, groups),
    policies: { staticPolicies: Object.fromEntries(policies.map((policy) => [policy.id, policy.source.text])) },
  });
  if (answer.type === "failure") {
    const problems = policies.slice(0, 1).map((policy) => {
      return problemAt(policy, 0, `cannot be checked: ${answer.errors.map((error) => error.message).join("; ")}`);
    });
    return { problems, warnings: [] };
  }
  const told = (errors: readonly ValidationError[]) =>
    errors.map(({ policyId, error }) =>
      problemAt(
        byId.get(policyId) as Policy,
        error.sourceLocations?.[0]?.start ?? 0,
        [plain(error.message), error.help].filter(Boolean).join("; "),
      ),
    );
  return { problems: told(answer.validationErrors), warnings: told(answer.validationWarnings) };
}

function unknownActions(policy: Policy, registry: Registry, groups: ReadonlySet<string>) {
  return [...policy.looks.actions]
    .filter((id) => !groups.has(id) && registry.find(id) === undefined)
    .map((id) => {
      const near = nearest(id, [...registry.commands.map(({ command }) => command.name), ...groups]);
      const what = id.startsWith("plugin:") ? "no plugin with commands" : "no command";
      const say = `${what} is called "${id.replace(/^plugin:/, "")}"${near === undefined ? "" : `; did you mean "${near}"?`}`;
      return { of: policy, problem: problemAt(policy, byteOf(policy, id), say) };
    });
}

/** Groups, people and rooms that the settings do not name: a slip there makes a policy hold for nobody. */
export function strangers(policies: readonly Policy[], known: Known): readonly PolicyProblem[] {
  const kinds = [
    ["group", "groups", new Set(known.groups)],
    ["person", "people", new Set(known.people)],
    ["room", "rooms", new Set(known.rooms)],
  ] as const;
  return policies.flatMap((policy) =>
    kinds.flatMap(([kind, plural, ids]) =>
      [...policy.looks[plural]]
        .filter((id) => !ids.has(id) && !(kind === "room" && id.startsWith("dm:")))
        .map((id) => {
          const near = nearest(id, ids);
          const hint = near === undefined ? "" : `; did you mean "${near}"?`;
          return problemAt(policy, byteOf(policy, id), `the settings name no ${kind} "${id}"${hint}`);
        }),
    ),
  );
}

function problemAt(policy: Policy, byte: number, say: string): PolicyProblem {
  return { file: policy.file, ...placeIn(policy.source, byte), say };
}

function byteOf(policy: Policy, id: string): number {
  return Math.max(0, Buffer.from(policy.source.text).indexOf(`"${id}"`));
}

function actionId(key: string): string {
  return key.slice(entityKey("Action", "").length);
}
