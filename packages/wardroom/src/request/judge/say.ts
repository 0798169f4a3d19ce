import type { PolicyRef } from "../../model/decision.ts";
import type { Policy } from "./policy.ts";

/** A policy by the name that people look it up by: its place in a file, or its id where it is in none. */
export function policyName(policy: Pick<Policy, "id" | "file" | "line">): string {
  return policy.file.endsWith(".cedar") ? `${policy.file}:${policy.line}` : policy.id;
}

export function policyRef({ id, file, line }: Policy): PolicyRef {
  return { id, file, line };
}

/** `policy x`, `policies x and y`. */
export function namePolicies(policies: readonly Policy[]): string {
  const names = policies.map((policy) => `\`${policyName(policy)}\``);
  return `${names.length === 1 ? "policy" : "policies"} ${listed(names, "conjunction")}`;
}

/** `a, b or c`. */
export function listed(items: readonly string[], type: "conjunction" | "disjunction" = "disjunction"): string {
  return new Intl.ListFormat("en", { type, style: "long" }).format(items);
}
