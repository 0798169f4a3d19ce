import type { Inventory } from "@wardroom/sdk";
import type { Registry } from "../../model/registry.ts";
import type { ArgumentSpec } from "./argument.ts";
import { expects } from "./expect.ts";
import { compileGrammar, type Entry, type Grammar, type NameNode } from "./grammar.ts";
import { fold, foldKey } from "./letter.ts";
import { findName } from "./names.ts";
import { quote } from "./print.ts";
import { tokenize } from "./token.ts";

export interface Choice {
  /** What takes the place of the text from `from` on. */
  readonly text: string;
  readonly summary: string;
}

export interface Completion {
  /** Where the word that is being typed begins, as a UTF-16 offset. */
  readonly from: number;
  readonly choices: readonly Choice[];
}

const MOST_CHOICES = 50;
const grammars = new WeakMap<Registry, Grammar>();

/**
 * What the last word of a line that is being typed may become: command words, names of arguments, values of arguments
 * that are one of a few, hosts of the inventory. At most 50, in order. What a command takes is not told to whom `mayRun` says no for it.
 */
export function complete(
  registry: Registry,
  text: string,
  inventory?: Inventory,
  mayRun: (command: string) => boolean = () => true,
): Completion {
  const from = text.length - (/\S*$/.exec(text)?.[0].length ?? 0);
  const address = /^\s*(?:[/!]|@\S+\s+)?/.exec(text)?.[0].length ?? 0;
  const start = Math.max(from, address);
  const before = text.slice(address, start);
  const partial = text.slice(start);
  const tokens = tokenize(before);
  const grammar = grammarOf(registry);
  const named = findName(grammar, tokens);
  const choices = [
    ...commandWords(
      grammar,
      tokens.map(({ text: word }) => word),
      partial,
    ),
    ...(named === undefined || !mayRun(named.entry.registered.command.name)
      ? []
      : argumentChoices(named.entry, before.slice(tokens[named.used - 1]?.end), partial, inventory)),
  ];
  return { from: start, choices: choices.slice(0, MOST_CHOICES) };
}

function grammarOf(registry: Registry): Grammar {
  let grammar = grammars.get(registry);
  if (grammar === undefined) {
    grammar = compileGrammar(registry);
    grammars.set(registry, grammar);
  }
  return grammar;
}

function commandWords(grammar: Grammar, typed: readonly string[], partial: string): Choice[] {
  let node: NameNode | undefined = grammar.root;
  for (const word of typed) node = node?.next.get(fold(word));
  if (node === undefined) return [];
  const begun = fold(partial);
  const words = [...node.next].filter(([word]) => word.startsWith(begun)).sort(([a], [b]) => (a < b ? -1 : 1));
  return words.slice(0, MOST_CHOICES).map(([word, next]) => choiceOf(word, next));
}

/** One word, or as many as there is no choice between. */
function choiceOf(word: string, node: NameNode): Choice {
  const [only] = node.next;
  if (node.entry !== undefined) return { text: word, summary: node.entry.registered.command.summary };
  if (only !== undefined && node.next.size === 1) {
    const rest = choiceOf(...only);
    return { text: `${word} ${rest.text}`, summary: rest.summary };
  }
  return { text: word, summary: [...node.next.keys()].sort().slice(0, 6).join(", ") };
}

/** `said`: what stands between the command's name and the word that is being typed. */
function argumentChoices(entry: Entry, said: string, partial: string, inventory?: Inventory): Choice[] {
  const keys = new Set(
    [...said.matchAll(/(?:^|\s)(?:--)?([\p{L}][\p{L}\p{N}_-]*)(?==|:\s|\s|$)/gu)].map((key) => foldKey(key[1] ?? "")),
  );
  const assigned = /^(?:--)?([\p{L}][\p{L}\p{N}_-]*)=(.*)$/su.exec(partial);
  const spec = assigned === null ? undefined : entry.shape.byKey.get(foldKey(assigned[1] ?? ""));
  if (spec !== undefined && assigned !== null) {
    const head = partial.slice(0, partial.length - (assigned[2]?.length ?? 0));
    return valuesOf(spec, assigned[2] ?? "", inventory).map((choice) => ({ ...choice, text: head + choice.text }));
  }
  if (partial.startsWith("-")) {
    return entry.shape.args
      .filter((arg) => `--${arg.name}`.startsWith(partial) && (arg.list || !keys.has(foldKey(arg.name))))
      .map((arg) => ({ text: `--${arg.name}`, summary: arg.about ?? expects(arg) }));
  }
  const flag = /(?:^|\s)(?:--([\p{L}][\p{L}\p{N}_-]*)|([\p{L}][\p{L}\p{N}_-]*):)\s+$/u.exec(said);
  const named = flag === null ? undefined : entry.shape.byKey.get(foldKey(flag[1] ?? flag[2] ?? ""));
  if (named !== undefined && named.kind !== "boolean") return valuesOf(named, partial, inventory);
  const typed = tokenize(said).length;
  const next = entry.shape.args.filter((arg) => arg.kind !== "boolean")[typed];
  return next === undefined ? [] : valuesOf(next, partial, inventory);
}

function valuesOf(spec: ArgumentSpec, partial: string, inventory?: Inventory): Choice[] {
  const begun = fold(partial);
  const known = spec.entity === "host" ? (inventory?.hosts() ?? []) : [];
  const hosts = known.map((host) => ({
    text: host.name,
    summary: host.tags.join(", ") || (host.addresses[0] ?? "host"),
  }));
  const choices = spec.choices.map((choice) => ({ text: String(choice), summary: spec.about ?? spec.name }));
  return [...choices, ...hosts]
    .filter(({ text }) => fold(text).startsWith(begun))
    .slice(0, MOST_CHOICES)
    .map(({ text, summary }) => ({ text: quote(text), summary }));
}
