import { preparsePolicySet } from "@cedar-policy/cedar-wasm/nodejs";
import { ANY } from "./demand.ts";
import { type Looks, looksOf } from "./looks.ts";
import type { Policy } from "./policy.ts";

/** Entity keys (`Type::id`) that an asker, an action or a resource is or is in. `any` asks for all that could matter. */
export interface ScopeKeys {
  readonly principals: readonly string[] | "any";
  readonly actions: readonly string[];
  readonly resources: readonly string[] | "any";
}

/**
 * The policies whose demands a request meets. All others cannot take part, so a verdict over the slice is the verdict over
 * all: a demand that does not hold makes a policy neither satisfied nor an error.
 */
export interface Slice {
  readonly policies: readonly Policy[];
  readonly looks: Looks;
  /** Parts one slice of a set from another. */
  readonly number: number;
}

export interface Slices {
  slice(keys: ScopeKeys): Slice;
  /** Answers that were found, by what they hang on. */
  readonly memory: Map<string, unknown>;
}

export function openSlices(policies: readonly Policy[]): Slices {
  const index = new Map<string, Map<string, Map<string, number[]>>>();
  policies.forEach((policy, at) => {
    for (const action of policy.actions) {
      const byPrincipal = nested(index, action, () => new Map<string, Map<string, number[]>>());
      for (const principal of policy.principals) {
        const byResource = nested(byPrincipal, principal, () => new Map<string, number[]>());
        for (const resource of policy.resources) nested(byResource, resource, (): number[] => []).push(at);
      }
    }
  });
  const known = new Map<string, Slice>();
  let count = 0;

  function* matching<Value>(map: ReadonlyMap<string, Value>, keys: readonly string[] | "any"): Iterable<Value> {
    if (keys === "any") return yield* map.values();
    const open = map.get(ANY);
    if (open !== undefined) yield open;
    for (const key of keys) {
      const value = map.get(key);
      if (value !== undefined) yield value;
    }
  }

  return {
    memory: new Map(),
    slice(keys) {
      const met = new Set<number>();
      for (const byPrincipal of matching(index, keys.actions))
        for (const byResource of matching(byPrincipal, keys.principals))
          for (const found of matching(byResource, keys.resources)) for (const at of found) met.add(at);
      const members = [...met].sort((a, b) => a - b);
      const name = members.join();
      let slice = known.get(name);
      if (slice === undefined) {
        if (known.size >= MOST_KNOWN) known.clear();
        const chosen = members.map((at) => policies[at] as Policy);
        slice = { policies: chosen, looks: looksOf(chosen), number: count++ };
        known.set(name, slice);
      }
      return slice;
    },
  };
}

function nested<Value>(map: Map<string, Value>, key: string, make: () => Value): Value {
  let value = map.get(key);
  if (value === undefined) {
    value = make();
    map.set(key, value);
  }
  return value;
}

const MOST_KNOWN = 20_000;

/** How many slices Cedar holds parsed at once, in its own memory, which never shrinks; the oldest gives way. */
const MOST_PARSED = 512;
const holders: (Slice | undefined)[] = [];
const places = new WeakMap<Slice, number>();
let turn = 0;

/** The name by which Cedar knows a slice, parsed now if need be (about 0.1 ms a policy, once). */
export function parsedSlice(slice: Slice): string {
  let place = places.get(slice);
  if (place === undefined || holders[place] !== slice) {
    place = turn++ % MOST_PARSED;
    const answer = preparsePolicySet(`slice-${place}`, {
      staticPolicies: textsOf(slice),
    });
    if (answer.type === "failure") throw new Error(answer.errors.map((error) => error.message).join("; "));
    holders[place] = slice;
    places.set(slice, place);
  }
  return `slice-${place}`;
}

/** Its policies as they stand: Cedar's JSON form would round integers above 2^53 on the way through JavaScript. */
export function textsOf(slice: Slice): Record<string, string> {
  return Object.fromEntries(slice.policies.map((policy) => [policy.id, policy.source.text]));
}
