import { slipsBetween } from "../../base/near.ts";
import type { Entry, Grammar, NameNode } from "./grammar.ts";
import { fold } from "./letter.ts";
import type { Token } from "./token.ts";

/** A command that misspelt words may mean. */
export interface Near {
  readonly entry: Entry;
  /** How many tokens the name took, as typed. */
  readonly used: number;
  readonly slips: number;
}

/** Only so many letters of a word are looked at: what lies behind them is compared in full for what they bring. */
const PREFIX = 8;
/** A bucket that holds more words than this says nothing about any of them. */
const BUCKET = 24;
const BEAM = 24;
/** A word of more names than this suggests none of them. */
const FEW = 4;

/**
 * Finds the commands that misspelt words may mean, in time that does not grow with the number of commands: an index
 * of the words of all names under each spelling that is left when one or two letters go (symmetric deletion). It is
 * built when first needed.
 */
export function compileNear(grammar: Grammar): (tokens: readonly Token[]) => Near[] {
  let indexes: readonly Index[] | undefined;
  let joined: Map<string, Entry> | undefined;
  let byWord: Map<string, Entry[]> | undefined;

  return (tokens) => {
    // A word that names have is taken as it stands, while that leads anywhere.
    const spelt = [...walk(tokens, true), ...together(tokens)];
    const found = spelt.length > 0 ? spelt : walk(tokens, false);
    const best = new Map<Entry, Near>();
    for (const near of found) {
      const before = best.get(near.entry);
      if (before === undefined || near.slips < before.slips) best.set(near.entry, near);
    }
    return [...best.values()]
      .sort((a, b) => a.slips - b.slips || b.used - a.used || (a.entry.name < b.entry.name ? -1 : 1))
      .slice(0, 5);
  };

  /** Each word by itself, along the names. */
  function walk(tokens: readonly Token[], trusting: boolean): Near[] {
    indexes ??= [buildIndex(grammar, 1), buildIndex(grammar, 2)];
    const found: Near[] = [];
    let states: { node: NameNode; slips: number }[] = [{ node: grammar.root, slips: 0 }];
    for (let i = 0; i < tokens.length && states.some(({ node }) => node.next.size > 0); i++) {
      const token = tokens[i] as Token;
      if (token.kind !== "bare") break;
      const words = nearWords(fold(token.text).replace(/[?!.,:;]+$/, ""), indexes, trusting);
      const next: typeof states = [];
      for (const { node, slips } of states) {
        for (const [word, more] of words) {
          const child = node.next.get(word);
          if (child !== undefined && slips + more <= 3) next.push({ node: child, slips: slips + more });
        }
      }
      states = next.sort((a, b) => a.slips - b.slips).slice(0, BEAM);
      for (const { node, slips } of states) {
        if (node.entry !== undefined) found.push({ entry: node.entry, used: i + 1, slips });
      }
    }
    return found;
  }

  /** `hoststatus`, `host-status`, `status host`, `status`: the right words, put together otherwise or only one of them. */
  function together(tokens: readonly Token[]): Near[] {
    joined ??= joinNames(grammar);
    byWord ??= wordNames(grammar);
    const words = tokens.slice(0, 4).map((token) => (token.kind === "bare" ? fold(token.text) : ""));
    const found: Near[] = [];
    const [first] = words;
    const named = first === undefined ? undefined : byWord?.get(first);
    for (const entry of named ?? [])
      if (named !== undefined && named.length <= FEW) found.push({ entry, used: 1, slips: 2 });
    for (let used = 1; used <= words.length; used++) {
      const taken = words.slice(0, used);
      const entry = joined.get(taken.join("").replace(/[-_./:?!,]/g, "")) ?? joined.get([...taken].sort().join(" "));
      if (entry !== undefined) found.push({ entry, used, slips: 1 });
    }
    return found;
  }
}

type Index = ReadonlyMap<string, readonly string[]>;

/** The words of all names under what is left of each when up to `deep` letters go. */
function buildIndex(grammar: Grammar, deep: number): Index {
  const index = new Map<string, string[]>();
  const words = new Set(grammar.entries.flatMap((entry) => entry.words));
  for (const word of words) {
    for (const key of deletions(word, Math.min(deep, slipsAllowed(word)))) {
      const bucket = index.get(key);
      if (bucket === undefined) index.set(key, [word]);
      else if (bucket.length < BUCKET) bucket.push(word);
    }
  }
  // The spelling itself comes first, however full its bucket was.
  for (const word of words) index.set(word, [word, ...(index.get(word) ?? []).filter((other) => other !== word)]);
  return index;
}

/** The known words that one may be: with one slip in it, else with two. Most slips are single ones. */
function nearWords(said: string, indexes: readonly Index[], trusting: boolean): ReadonlyMap<string, number> {
  const near = new Map<string, number>();
  if (said.length > 40) return near;
  if (trusting && indexes[0]?.get(said)?.[0] === said) return near.set(said, 0);
  const most = slipsAllowed(said);
  for (const [i, index] of indexes.entries()) {
    const deep = i + 1;
    for (const key of deletions(said, Math.min(deep, most))) {
      for (const word of index.get(key) ?? []) {
        if (near.has(word)) continue;
        const slips = slipsBetween(said, word, deep + 1);
        if (slips <= deep) near.set(word, slips);
      }
    }
    if (near.size > 0 || deep >= most) break;
  }
  return near;
}

/** A short word with a slip in it is another word. */
function slipsAllowed(word: string): number {
  return word.length <= 2 ? 0 : word.length <= 4 ? 1 : 2;
}

/** The first letters of a word, and what is left of them when up to `deep` go. */
function deletions(word: string, deep: number): Set<string> {
  const start = word.slice(0, PREFIX);
  const all = new Set([start]);
  if (deep === 0) return all;
  for (let i = 0; i < start.length; i++) {
    const once = start.slice(0, i) + start.slice(i + 1);
    all.add(once);
    if (deep === 1) continue;
    for (let j = i; j < once.length; j++) all.add(once.slice(0, j) + once.slice(j + 1));
  }
  return all;
}

/** The commands by each word of their names but the first, as many as are worth telling. */
function wordNames(grammar: Grammar): Map<string, Entry[]> {
  const names = new Map<string, Entry[]>();
  for (const entry of grammar.entries) {
    for (const word of new Set(entry.words.slice(1))) {
      const entries = names.get(word);
      if (entries === undefined) names.set(word, [entry]);
      else if (entries.length <= FEW) entries.push(entry);
    }
  }
  return names;
}

function joinNames(grammar: Grammar): Map<string, Entry> {
  const joined = new Map<string, Entry>();
  for (const entry of grammar.entries) {
    if (entry.words.length < 2) continue;
    joined.set(entry.words.join("").replace(/[-_./:]/g, ""), entry);
    joined.set([...entry.words].sort().join(" "), entry);
  }
  return joined;
}
