import type { Registered, Registry } from "../../model/registry.ts";
import { readShape, type Shape } from "./argument.ts";
import { fold } from "./letter.ts";

/** A registered command as the grammar sees it. */
export interface Entry {
  readonly registered: Registered;
  readonly name: string;
  readonly words: readonly string[];
  readonly shape: Shape;
}

/** Command names as a trie of folded words: finding one costs the words of the name, not the number of commands. */
export interface NameNode {
  readonly next: Map<string, NameNode>;
  entry?: Entry;
}

export interface Grammar {
  readonly root: NameNode;
  readonly entries: readonly Entry[];
  entry(name: string): Entry | undefined;
}

export function compileGrammar(registry: Registry): Grammar {
  const root: NameNode = { next: new Map() };
  const byName = new Map<string, Entry>();
  for (const registered of registry.commands) {
    const entry = makeEntry(registered);
    byName.set(entry.name, entry);
    let node = root;
    for (const word of entry.words) {
      let next = node.next.get(word);
      if (next === undefined) {
        next = { next: new Map() };
        node.next.set(word, next);
      }
      node = next;
    }
    node.entry ??= entry;
  }
  return { root, entries: [...byName.values()], entry: (name) => byName.get(name) };
}

/** Its shape is read when first asked for: of 5,000 commands few are used in one process's life. */
export function makeEntry(registered: Registered): Entry {
  let shape: Shape | undefined;
  return {
    registered,
    name: registered.command.name,
    words: registered.command.name.split(/\s+/).map(fold),
    get shape() {
      shape ??= readShape(registered.schema);
      return shape;
    },
  };
}
