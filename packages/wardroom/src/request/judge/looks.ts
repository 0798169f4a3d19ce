import type { PolicyJson } from "@cedar-policy/cedar-wasm/nodejs";

/**
 * What a policy's conditions look at. A verdict cannot hang on anything else, so only this is handed to Cedar and only
 * this parts one remembered verdict from another.
 */
export interface Looks {
  /** Attributes of the context; `all` when the context is used as a whole. */
  readonly context: ReadonlySet<string> | "all";
  readonly resource: boolean;
  /** Whether conditions ask which command it is; the scope's own demand is known by then. */
  readonly action: boolean;
  /** Ids named anywhere in it, scope included. */
  readonly groups: ReadonlySet<string>;
  readonly people: ReadonlySet<string>;
  readonly rooms: ReadonlySet<string>;
  readonly actions: ReadonlySet<string>;
}

export function looksAt(policy: PolicyJson): Looks {
  const context = new Set<string>();
  const named = {
    Group: new Set<string>(),
    Person: new Set<string>(),
    Room: new Set<string>(),
    Action: new Set<string>(),
  };
  let whole = false;
  let action = false;
  let resource = policy.resource.op !== "All";
  const visit = (node: unknown): void => {
    if (Array.isArray(node)) node.forEach(visit);
    if (node === null || typeof node !== "object" || Array.isArray(node)) return;
    const expr = node as Record<string, unknown>;
    // Entities stand as {type, id}, in conditions inside {__entity}.
    const { type, id } = expr;
    if (typeof type === "string" && typeof id === "string" && Object.hasOwn(named, type))
      named[type as keyof typeof named].add(id);
    const access = (expr["."] ?? expr["has"]) as { left?: { Var?: unknown }; attr?: unknown } | undefined;
    const attr = Array.isArray(access?.attr) ? access.attr[0] : access?.attr;
    if (Object.keys(expr).length === 1 && access?.left?.Var === "context" && typeof attr === "string") {
      context.add(attr);
      return;
    }
    if (expr["Var"] === "context") whole = true;
    if (expr["Var"] === "resource") resource = true;
    if (expr["Var"] === "action") action = true;
    Object.values(expr).forEach(visit);
  };
  visit([policy.principal, policy.action, policy.resource, policy.conditions]);
  return {
    context: whole ? "all" : context,
    resource,
    action,
    groups: named.Group,
    people: named.Person,
    rooms: named.Room,
    actions: named.Action,
  };
}

/** All that several policies look at. */
export function looksOf(policies: readonly { readonly looks: Looks }[]): Looks {
  const looks = policies.map((policy) => policy.looks);
  const union = (pick: (look: Looks) => ReadonlySet<string>) => new Set(looks.flatMap((look) => [...pick(look)]));
  return {
    context: looks.some((look) => look.context === "all")
      ? "all"
      : union((look) => (look.context === "all" ? new Set() : look.context)),
    resource: looks.some((look) => look.resource),
    action: looks.some((look) => look.action),
    groups: union((look) => look.groups),
    people: union((look) => look.people),
    rooms: union((look) => look.rooms),
    actions: union((look) => look.actions),
  };
}
