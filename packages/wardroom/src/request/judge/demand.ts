import type { EntityUidJson, Expr, PolicyJson } from "@cedar-policy/cedar-wasm/nodejs";

/** Any entity at all. */
export const ANY = "*";

export function entityKey(type: string, id: string): string {
  return `${type}::${id}`;
}

/** Entity keys one of which each part of a request must be or be in before the policy can take part at all. */
export interface Demands {
  readonly principals: readonly string[];
  readonly actions: readonly string[];
  readonly resources: readonly string[];
}

/**
 * What a policy demands first: its scope, and those first conditions that are no more than a scope (`when { principal in
 * Group::"x" || … }`). Only the first ones, in the order that Cedar evaluates them: where one of them fails Cedar goes no
 * further, so leaving the policy out changes neither the verdict nor its errors. A law test holds that.
 */
export function demandsOf(policy: PolicyJson): Demands {
  const demands = {
    principal: scopeKeys(policy.principal),
    action: scopeKeys(policy.action),
    resource: scopeKeys(policy.resource),
  };
  for (const part of conjuncts(policy)) {
    const demand = demandOf(part);
    if (demand === undefined) break;
    const [variable, keys] = demand;
    // One demand a part is enough to find it by; Cedar looks at all of them.
    if (demands[variable][0] === ANY) demands[variable] = keys;
  }
  return { principals: demands.principal, actions: demands.action, resources: demands.resource };
}

type Scope = PolicyJson["principal"] | PolicyJson["action"] | PolicyJson["resource"];
type Variable = "principal" | "action" | "resource";

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

/** The parts of the first `when`s, parted at `&&`, up to the first `unless`. */
function* conjuncts(policy: PolicyJson): Iterable<Expr> {
  for (const { kind, body } of policy.conditions) {
    if (kind === "unless") return;
    yield* parted(body);
  }
}

function* parted(expr: Expr): Iterable<Expr> {
  if (!("&&" in expr)) return yield expr;
  const { left, right } = expr["&&"] as { left: Expr; right: Expr };
  yield* parted(left);
  yield* parted(right);
}

/** `variable in E`, `variable in [E, …]`, `variable == E`, or an `||` of such on one variable. Such an expression cannot fail. */
function demandOf(expr: Expr): readonly [Variable, readonly string[]] | undefined {
  const [[operator, operands] = ["", {}]] = Object.entries(expr) as [string, { left?: Expr; right?: Expr }][];
  const { left, right } = operands;
  if (left === undefined || right === undefined) return undefined;
  if (operator === "||") {
    const one = demandOf(left);
    const other = demandOf(right);
    return one !== undefined && one[0] === other?.[0] ? [one[0], [...one[1], ...other[1]]] : undefined;
  }
  if (operator !== "in" && operator !== "==") return undefined;
  const variable = (left as { Var?: string }).Var;
  if (variable !== "principal" && variable !== "action" && variable !== "resource") return undefined;
  const set = operator === "in" ? (right as { Set?: readonly Expr[] }).Set : undefined;
  const keys = (set ?? [right]).map(entityIn);
  return keys.includes(undefined) ? undefined : [variable, keys as readonly string[]];
}

function entityIn(expr: Expr): string | undefined {
  const value = (expr as { Value?: { __entity?: { type: string; id: string } } }).Value;
  return value?.__entity === undefined ? undefined : entityKey(value.__entity.type, value.__entity.id);
}
