import type { Registry } from "../../model/registry.ts";
import { checkPolicies, type Known, strangers } from "./check.ts";
import { defaultPolicies } from "./default-policies.ts";
import { type Policy, type PolicyProblem, parsePolicy } from "./policy.ts";
import type { PolicyFile } from "./policy-file.ts";
import { splitPolicies } from "./policy-text.ts";
import { openSlices, type Slices } from "./slice.ts";

/** Policies read and checked for one registry; another registry needs them compiled again. */
export interface PolicySet {
  readonly registry: Registry;
  readonly policies: readonly Policy[];
  readonly slices: Slices;
}

export type Compiled =
  | { readonly policies: PolicySet; readonly warnings: readonly PolicyProblem[]; readonly problems?: undefined }
  | { readonly policies?: undefined; readonly problems: readonly PolicyProblem[] };

export interface CompileOptions {
  /** Whether `default.reads` holds too; true when absent. */
  readonly defaults?: boolean;
  /** What the settings name; a policy that names somebody else is warned of. */
  readonly known?: Known;
}

/**
 * Reads and checks policy files against the registered commands. One wrong policy makes problems of the whole, each with
 * its place: a policy that names an unknown command or argument, does not parse, or has the id of another one.
 */
export function compilePolicies(
  files: readonly PolicyFile[],
  registry: Registry,
  { defaults = true, known }: CompileOptions = {},
): Compiled {
  const sources = [...(defaults ? [defaultPolicies] : []), ...files];
  const parsed = sources.flatMap(({ file, text }) => splitPolicies(file, text)).map(parsePolicy);
  const policies = parsed.filter((read) => "effect" in read);
  const checked = checkPolicies(policies, registry);
  const problems = [...parsed.filter((read) => "say" in read), ...twins(policies), ...checked.problems];
  if (problems.length > 0) return { problems };
  return {
    policies: { registry, policies, slices: openSlices(policies) },
    warnings: [...checked.warnings, ...(known === undefined ? [] : strangers(policies, known))],
  };
}

function twins(policies: readonly Policy[]): readonly PolicyProblem[] {
  const first = new Map<string, Policy>();
  return policies.flatMap((policy) => {
    const twin = first.get(policy.id);
    first.set(policy.id, twin ?? policy);
    if (twin === undefined) return [];
    const { file, line, column } = policy.source;
    return [{ file, line, column, say: `the id "${policy.id}" is taken by the policy at ${twin.file}:${twin.line}` }];
  });
}
