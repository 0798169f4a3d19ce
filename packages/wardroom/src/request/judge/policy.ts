import { type EntityUidJson, type PolicyJson, policyToJson } from "@cedar-policy/cedar-wasm/nodejs";
import { type Looks, looksAt } from "./looks.ts";
import { type PolicyText, placeIn } from "./policy-text.ts";

/** What stands wrong in a policy file, or is strange there. Lines and columns count from 1. */
export interface PolicyProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly say: string;
}

/** Any entity at all, in a scope that does not name one. */
export const ANY = "*";

/** A policy that Cedar has read, with what is needed to know when it matters. */
export interface Policy {
  /** `@id`, else `file:line`. Unique among all. */
  readonly id: string;
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly effect: "permit" | "forbid";
  /** `@because`: why it is so, in words for the person. */
  readonly because: string | undefined;
  /** Entities (`Type::id`) one of which an asker, action or resource must be or be in; {@link ANY} for no such demand. */
  readonly principals: readonly string[];
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly looks: Looks;
  readonly source: PolicyText;
}

export function entityKey(type: string, id: string): string {
  return `${type}::${id}`;
}

/** Reads one policy. Cedar's own parser decides what it says. */
export function parsePolicy(source: PolicyText): Policy | PolicyProblem {
  const read = policyToJson(source.text);
  if (read.type === "failure") {
    const error = read.errors[0];
    const at = error?.sourceLocations?.[0];
    const said = [plain(error?.message ?? "is no policy"), at?.label, error?.help].filter(Boolean).join("; ");
    return { file: source.file, ...placeIn(source, at?.start ?? 0), say: said };
  }
  const { json } = read;
  return {
    id: json.annotations?.["id"] || `${source.file}:${source.line}`,
    file: source.file,
    line: source.line,
    text: source.text,
    effect: json.effect,
    because: json.annotations?.["because"] || undefined,
    principals: scopeKeys(json.principal),
    actions: scopeKeys(json.action),
    resources: scopeKeys(json.resource),
    looks: looksAt(json),
    source,
  };
}

/** Cedar's sentence without the name it gave the policy or the parser. */
export function plain(message: string): string {
  return message.replace(/^for policy `[^`]*`, /, "").replace(/^failed to parse [^:]*: /, "");
}

type Scope = PolicyJson["principal"] | PolicyJson["action"] | PolicyJson["resource"];

/** A scope that says only `is Type` is taken as open: Cedar looks at it, so nothing is lost but a little time. */
function scopeKeys(scope: Scope): readonly string[] {
  const named = scope.op === "is" ? scope.in : scope.op === "All" ? undefined : scope;
  if (named === undefined || "slot" in named) return [ANY];
  const uids: readonly EntityUidJson[] = "entities" in named ? named.entities : [named.entity];
  return uids.map((uid) => {
    const { type, id } = "__entity" in uid ? uid.__entity : uid;
    return entityKey(type, id);
  });
}
