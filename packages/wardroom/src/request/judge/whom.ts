import type { Person } from "../../model/message.ts";
import type { Registered } from "../../model/registry.ts";
import { entityKey } from "./demand.ts";
import type { Policy } from "./policy.ts";
import type { Slices } from "./slice.ts";
import { type Asker, scopeKeys } from "./weigh.ts";

/** Who could be asked instead, as people are named in a room, and the policies that would let them. */
export interface Others {
  readonly names: readonly string[];
  readonly policies: readonly Policy[];
}

/** So many groups and people are tried for one refusal; each costs an evaluation the first time. */
const MOST_TRIED = 8;

/**
 * Groups and people that would be let, found by asking for each one that a policy on this command names, as if they were
 * in the same room. Groups with nobody in them are of no help and left out.
 */
export function others(
  slices: Slices,
  registered: Registered,
  asker: Asker,
  room: string,
  people: readonly Person[],
  tryAs: (other: Asker) => readonly Policy[] | undefined,
): Others {
  const open = scopeKeys({ asker, registered, target: undefined });
  const { policies } = slices.slice({ ...open, principals: "any", resources: "any" });
  const groups = named(policies, "groups", "Group")
    .filter((id) => !asker.groups.includes(id) && people.some((person) => person.groups.includes(id)))
    .map((id) => ({ name: id, other: { id: `one of ${id}`, name: id, groups: [id], rooms: [room] } }));
  const ids = named(policies, "people", "Person");
  const persons = people
    .filter(({ id }) => ids.includes(id) && id !== asker.id)
    .map(({ id, name, groups }) => ({ name, other: { id, name, groups: [...groups].sort(), rooms: [room] } }));
  const names: string[] = [];
  const letting = new Set<Policy>();
  for (const { name, other } of [...groups, ...persons].slice(0, MOST_TRIED)) {
    const by = tryAs(other);
    if (by === undefined) continue;
    names.push(name);
    for (const policy of by) letting.add(policy);
  }
  return { names, policies: [...letting] };
}

/** Ids that policies name, but for those that a `forbid` is aimed at. */
function named(policies: readonly Policy[], kind: "groups" | "people", type: string): readonly string[] {
  const ids = policies.flatMap(({ effect, looks, principals }) =>
    [...looks[kind]].filter((id) => effect === "permit" || !principals.includes(entityKey(type, id))),
  );
  return [...new Set(ids)];
}
