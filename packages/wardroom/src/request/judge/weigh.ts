import {
  type AuthorizationError,
  type CedarValueJson,
  type EntityJson,
  isAuthorizedPartial,
  statefulIsAuthorized,
} from "@cedar-policy/cedar-wasm/nodejs";
import type { Registered } from "../../model/registry.ts";
import { actionGroups } from "./cedar-schema.ts";
import { entityKey } from "./demand.ts";
import type { Policy } from "./policy.ts";
import { parsedSlice, type ScopeKeys, type Slice, type Slices, textsOf } from "./slice.ts";

/** Who asks, as policies see one. `rooms`: those the person is a member of. */
export interface Asker {
  readonly id: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly rooms: readonly string[];
}

/** What is acted on: a host, or the room where nothing else is named. */
export type Target =
  | {
      readonly type: "Host";
      readonly id: string;
      readonly owner?: string | undefined;
      readonly tags: readonly string[];
    }
  | { readonly type: "Room"; readonly id: string };

/** One question to the policies. `context` is asked for the attributes that are looked at, and for no other. */
export interface Question {
  readonly asker: Asker;
  readonly registered: Registered;
  readonly target: Target;
  context(attribute: ContextAttribute): CedarValueJson;
}

type OpenQuestion = Omit<Question, "target"> & { readonly target: Target | undefined };

export const contextAttributes = ["room", "direct", "via", "risk", "at", "args"] as const;
export type ContextAttribute = (typeof contextAttributes)[number];

/** What the policies say, and which of them decided. With errors nothing is allowed, whatever else holds. */
export interface Verdict {
  readonly allowed: boolean;
  readonly decided: readonly Policy[];
  readonly errors: readonly { readonly policy: Policy | undefined; readonly message: string }[];
}

/** How many answers one set of policies remembers. */
const MOST_REMEMBERED = 20_000;

/** Asks Cedar, or remembers. */
export function weigh(slices: Slices, question: Question): Verdict {
  const slice = slices.slice(scopeKeys(question));
  if (slice.policies.length === 0) return { allowed: false, decided: [], errors: [] };
  const context = contextFor(slice, question);
  return remember(slices, slice, question, context, () => ask(slice, question, context));
}

/**
 * An answer is a pure function of the slice, the asker and what the slice looks at; a room asks much the same again and
 * again. Not where the time is looked at: no moment comes twice.
 */
function remember<Answer>(
  slices: Slices,
  slice: Slice,
  { asker, registered, target }: OpenQuestion,
  context: Record<string, CedarValueJson>,
  find: () => Answer,
): Answer {
  if ("at" in context) return find();
  const { looks, number } = slice;
  const command = looks.action ? registered.command.name : undefined;
  const key = JSON.stringify([number, asker, command, target === undefined ? 0 : looks.resource ? target : 1, context]);
  const { memory } = slices;
  if (memory.has(key)) return memory.get(key) as Answer;
  const answer = find();
  if (memory.size >= MOST_REMEMBERED) memory.clear();
  memory.set(key, answer);
  return answer;
}

function ask(slice: Slice, { asker, registered, target }: Question, context: Record<string, CedarValueJson>): Verdict {
  const answer = statefulIsAuthorized({
    principal: { type: "Person", id: asker.id },
    action: { type: "Action", id: registered.command.name },
    resource: { type: target.type, id: target.id },
    context,
    preparsedPolicySetId: parsedSlice(slice),
    entities: [personEntity(asker), actionEntity(registered), targetEntity(target)],
  });
  if (answer.type === "failure") throw new Error(answer.errors.map((error) => error.message).join("; "));
  const { decision, diagnostics } = answer.response;
  return {
    allowed: decision === "allow" && diagnostics.errors.length === 0,
    decided: policiesOf(slice, diagnostics.reason),
    errors: diagnostics.errors.map(({ policyId, error }: AuthorizationError) => ({
      policy: policiesOf(slice, [policyId])[0],
      message: error.message,
    })),
  };
}

/** What can be said before arguments are known: `depends` when it hangs on them. */
export interface Foresight {
  readonly answer: "allowed" | "denied" | "depends";
  readonly decided: readonly Policy[];
}

/** Asks with the target and the arguments left open. Cedar evaluates as far as that goes. */
export function foresee(slices: Slices, question: Omit<Question, "target">): Foresight {
  const open = { ...question, target: undefined };
  const slice = slices.slice({ ...scopeKeys(open), resources: "any" });
  if (slice.policies.length === 0) return { answer: "denied", decided: [] };
  const context = contextFor(slice, question, (attribute) => attribute !== "args");
  return remember(slices, slice, open, context, () => askOpen(slice, question, context));
}

function askOpen(
  slice: Slice,
  { asker, registered }: Omit<Question, "target">,
  context: Record<string, CedarValueJson>,
): Foresight {
  const answer = isAuthorizedPartial({
    principal: { type: "Person", id: asker.id },
    action: { type: "Action", id: registered.command.name },
    resource: null,
    context: { ...context, args: { __extn: { fn: "unknown", arg: "args" } } },
    entities: [personEntity(asker), actionEntity(registered)],
    policies: { staticPolicies: textsOf(slice) },
  });
  if (answer.type === "failure") throw new Error(answer.errors.map((error) => error.message).join("; "));
  const { decision, errored, satisfied, mayBeDetermining } = answer.response;
  if (errored.length > 0 || decision === "deny") {
    const forbids = policiesOf(slice, satisfied).filter((policy) => policy.effect === "forbid");
    return { answer: "denied", decided: forbids };
  }
  return { answer: decision === "allow" ? "allowed" : "depends", decided: policiesOf(slice, mayBeDetermining) };
}

export function scopeKeys({ asker, registered, target }: Omit<OpenQuestion, "context">): ScopeKeys {
  return {
    principals: [
      entityKey("Person", asker.id),
      ...asker.groups.map((id) => entityKey("Group", id)),
      ...asker.rooms.map((id) => entityKey("Room", id)),
    ],
    actions: [registered.command.name, ...actionGroups(registered)].map((id) => entityKey("Action", id)),
    resources:
      target === undefined
        ? []
        : [entityKey(target.type, target.id), ...tagsOf(target).map((tag) => entityKey("Tag", tag))],
  };
}

function contextFor(
  slice: Slice,
  question: Pick<Question, "context">,
  wanted: (attribute: ContextAttribute) => boolean = () => true,
): Record<string, CedarValueJson> {
  const { context: looked } = slice.looks;
  const needed = contextAttributes.filter((one) => wanted(one) && (looked === "all" || looked.has(one)));
  return Object.fromEntries(needed.map((one) => [one, question.context(one)]));
}

function policiesOf(slice: Slice, ids: readonly string[]): readonly Policy[] {
  return slice.policies.filter((policy) => ids.includes(policy.id));
}

function personEntity({ id, name, groups, rooms }: Asker): EntityJson {
  return {
    uid: { type: "Person", id },
    attrs: { id, name },
    parents: [
      ...groups.map((group) => ({ type: "Group", id: group })),
      ...rooms.map((room) => ({ type: "Room", id: room })),
    ],
  };
}

function actionEntity(registered: Registered): EntityJson {
  return {
    uid: { type: "Action", id: registered.command.name },
    attrs: {},
    parents: actionGroups(registered).map((id) => ({ type: "Action", id })),
  };
}

function targetEntity(target: Target): EntityJson {
  const uid = { type: target.type, id: target.id };
  if (target.type === "Room") return { uid, attrs: {}, parents: [] };
  return {
    uid,
    attrs: { name: target.id, ...(target.owner === undefined ? {} : { owner: target.owner }) },
    parents: target.tags.map((tag) => ({ type: "Tag", id: tag })),
  };
}

function tagsOf(target: Target): readonly string[] {
  return target.type === "Host" ? target.tags : [];
}
