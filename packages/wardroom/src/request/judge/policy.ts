import { policyToJson } from "@cedar-policy/cedar-wasm/nodejs";
import { demandsOf } from "./demand.ts";
import { type Looks, looksAt } from "./looks.ts";
import { type PolicyText, placeIn } from "./policy-text.ts";

/** What stands wrong in a policy file, or is strange there. Lines and columns count from 1. */
export interface PolicyProblem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly say: string;
}

/** A policy that Cedar has read, with what is needed to know when it matters. */
export interface Policy {
  /** `@id`, else `file:line`. Unique among all. */
  readonly id: string;
  readonly file: string;
  readonly line: number;
  readonly effect: "permit" | "forbid";
  /** `@because`: why it is so, in words for the person. */
  readonly because: string | undefined;
  /** Entities (`Type::id`) one of which an asker, action or target must be or be in; `ANY` where it makes no such demand. */
  readonly principals: readonly string[];
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  readonly looks: Looks;
  readonly source: PolicyText;
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
    effect: json.effect,
    because: json.annotations?.["because"] || undefined,
    ...demandsOf(json),
    looks: looksAt(json),
    source,
  };
}

/** Cedar's sentence without the name it gave the policy or the parser. */
export function plain(message: string): string {
  return message.replace(/^for policy `[^`]*`, /, "").replace(/^failed to parse [^:]*: /, "");
}
