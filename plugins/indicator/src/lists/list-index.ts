import { networkKey, rangeOf } from "../known/range.ts";

export type ListedType = "ip" | "domain" | "url" | "email" | "hash";

/** What stands on one list, so that each kind is found in a few steps however long the list is. */
export interface ListIndex {
  add(type: ListedType, entry: string): void;
  /** The entry that covers a value: a network for an address, a parent for a domain, else the value itself. */
  find(type: ListedType, value: string): string | undefined;
  readonly size: number;
}

export function listIndex(): ListIndex {
  const exact = new Set<string>();
  const networks = new Map<string, string>();
  const prefixes = { 32: new Set<number>(), 128: new Set<number>() };

  return {
    add(type, entry) {
      const range = type === "ip" ? rangeOf(entry) : undefined;
      if (range === undefined) exact.add(`${type} ${entry}`);
      else {
        networks.set(networkKey(range, range.prefix), entry);
        prefixes[range.width].add(range.prefix);
      }
    },
    find(type, value) {
      if (type === "ip") {
        const range = rangeOf(value);
        if (range === undefined) return undefined;
        // The narrowest network that holds it says most about it.
        for (const prefix of [...prefixes[range.width]].sort((a, b) => b - a)) {
          const entry = prefix <= range.prefix ? networks.get(networkKey(range, prefix)) : undefined;
          if (entry !== undefined) return entry;
        }
        return undefined;
      }
      if (exact.has(`${type} ${value}`)) return value;
      if (type === "domain")
        for (let dot = value.indexOf("."); dot >= 0; dot = value.indexOf(".", dot + 1)) {
          const parent = value.slice(dot + 1);
          if (exact.has(`domain ${parent}`)) return parent;
        }
      return undefined;
    },
    get size() {
      return exact.size + networks.size;
    },
  };
}
