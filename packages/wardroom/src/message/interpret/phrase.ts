import type { ArgumentSpec } from "./argument.ts";
import { validate } from "./bind.ts";
import type { Entry, Grammar } from "./grammar.ts";
import { spokenWords } from "./lex.ts";
import { readWord } from "./take.ts";
import { tokenize } from "./token.ts";
import { readValue } from "./value.ts";

/** Phrases of all commands as one trie: literal words, and slots shared by arguments of one type. */
export interface PhraseNode {
  readonly words: Map<string, PhraseNode>;
  readonly slots: Map<string, { readonly spec: ArgumentSpec; readonly node: PhraseNode }>;
  readonly ends: PhraseEnd[];
}

/** Where a phrase ends: what its slots are called, and what it fixes (a sentence of an example). */
export interface PhraseEnd {
  readonly entry: Entry;
  readonly slots: readonly string[];
  readonly fixed: Readonly<Record<string, unknown>>;
  readonly literals: number;
}

type Part = { readonly word: string } | { readonly slot: ArgumentSpec };

export function compilePhrases(grammar: Grammar): PhraseNode {
  const root = emptyNode();
  for (const entry of grammar.entries) {
    const { phrases, examples } = entry.registered.command;
    for (const phrase of phrases) {
      const parts = readPhrase(phrase, entry);
      if (parts !== undefined) add(root, entry, parts, {});
    }
    for (const example of examples) {
      if (typeof example === "string") continue;
      const template = readExample(example.say, example.means, entry);
      if (template !== undefined) add(root, entry, template.parts, template.fixed);
    }
  }
  return root;
}

function emptyNode(): PhraseNode {
  return { words: new Map(), slots: new Map(), ends: [] };
}

function add(root: PhraseNode, entry: Entry, parts: readonly Part[], fixed: PhraseEnd["fixed"]): void {
  let node = root;
  for (const part of parts) {
    if ("word" in part) {
      let next = node.words.get(part.word);
      if (next === undefined) {
        next = emptyNode();
        node.words.set(part.word, next);
      }
      node = next;
      continue;
    }
    let edge = node.slots.get(part.slot.signature);
    if (edge === undefined) {
      edge = { spec: part.slot, node: emptyNode() };
      node.slots.set(part.slot.signature, edge);
    }
    node = edge.node;
  }
  const slots = parts.flatMap((part) => ("slot" in part ? [part.slot.name] : []));
  node.ends.push({ entry, slots, fixed, literals: parts.length - slots.length });
}

/** `what's going on with {host}` as literal words and slots; undefined when it names what is no argument. */
function readPhrase(phrase: string, entry: Entry): Part[] | undefined {
  const parts: Part[] = [];
  const pieces = phrase.split(/\{\s*([\w-]+)\s*\}/);
  for (const [i, piece] of pieces.entries()) {
    if (i % 2 === 0) {
      const text = i > 0 ? piece.replace(/^['\u2019]s\b/, "") : piece;
      parts.push(...text.split(/\s+/).flatMap((word) => spokenWords(word).map((each) => ({ word: each }))));
      continue;
    }
    const slot = entry.shape.args.find(({ name }) => name === piece);
    if (slot === undefined || parts.some((part) => "slot" in part && part.slot === slot)) return undefined;
    parts.push({ slot });
  }
  return parts.some((part) => "word" in part) ? parts : undefined;
}

/**
 * A sentence with the arguments it means, made general: a word that is the value of an argument becomes its slot, so
 * that "block 203.0.113.9 for a day" also understands another address. What cannot be found in it stays fixed.
 */
function readExample(say: string, means: Readonly<Record<string, unknown>>, entry: Entry) {
  const saying = { now: new Date(0) };
  const tokens = tokenize(say);
  const slotAt = new Map<number, ArgumentSpec>();
  const fixed: Record<string, unknown> = { ...means };
  if (validate(entry, means).kind !== "bound") return undefined;
  for (const spec of entry.shape.args) {
    const value = means[spec.name];
    if (value === undefined || spec.list || spec.kind === "boolean") continue;
    const canonical = typeof value === "string" ? readValue(spec, value, saying) : value;
    const places = [...tokens.keys()].filter((i) => !slotAt.has(i) && readsAs(spec, i) === canonical);
    if (places.length === 1) {
      slotAt.set(places[0] as number, spec);
      delete fixed[spec.name];
    } else if (spec.entity === "time") return undefined; // "tomorrow" means another day tomorrow
  }
  const parts = tokens.flatMap((token, i): Part[] => {
    const slot = slotAt.get(i);
    return slot === undefined ? spokenWords(token.text).map((word) => ({ word })) : [{ slot }];
  });
  return parts.some((part) => "word" in part) ? { parts, fixed } : undefined;

  function readsAs(spec: ArgumentSpec, i: number): unknown {
    const token = tokens[i] as (typeof tokens)[number];
    return readWord(spec, { ...token, whole: token.kind !== "bare", comma: false }, saying);
  }
}
