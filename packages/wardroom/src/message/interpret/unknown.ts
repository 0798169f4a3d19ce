import type { Interpretation } from "../../model/interpretation.ts";
import { bind } from "./bind.ts";
import { linesBack } from "./expand.ts";
import type { Entry, Grammar, NameNode } from "./grammar.ts";
import { fold } from "./letter.ts";
import { askChoice, asked } from "./meaning.ts";
import type { Near } from "./near.ts";
import { listed, shown } from "./say.ts";
import type { Token } from "./token.ts";
import type { Saying } from "./value.ts";

const MOST_CHOICES = 5;
const GREETINGS = new Set(["hi", "hello", "hey", "good morning", "good evening", "morning"]);
const THANKS = new Set(["thanks", "thank you", "thx", "cheers"]);

/** What is said when no command is meant: the near ones, those that begin so, or where to find help. */
export function unknown(
  grammar: Grammar,
  near: (tokens: readonly Token[]) => Near[],
  line: string,
  tokens: readonly Token[],
  saying: Saying,
): Interpretation {
  if (!/[\p{L}\p{N}]/u.test(line) && linesBack(line) === undefined)
    return asked({ code: "unknown", say: "Yes? Say help to see what I can do here." });
  if (linesBack(line) !== undefined) {
    return asked({ code: "unknown", say: "There is no earlier line of yours to repeat." });
  }
  const said = fold(line.trim()).replace(/[.!?\s]+$/, "");
  if (GREETINGS.has(said)) return asked({ code: "unknown", say: "Hello. Say help to see what I can do here." });
  if (THANKS.has(said)) return asked({ code: "unknown", say: "You are welcome." });
  if (/^(?:yes|no|ok|okay|y|n|#?\d{1,2})$/.test(said)) {
    return asked({ code: "unknown", say: "Nothing waits for an answer of yours here." });
  }
  const guesses = near(tokens.slice(0, 6));
  if (guesses.length > 0) return didYouMean(line, tokens, guesses);
  const group = groupOf(grammar, tokens);
  if (group !== undefined) return whichOf(line, tokens, group, saying);
  return asked({ code: "unknown", say: `I do not know ${shown(line)}. Say help to see what I can do here.` });
}

function didYouMean(line: string, tokens: readonly Token[], guesses: readonly Near[]): Interpretation {
  const lines = guesses.map(({ entry, used }) => withRest(entry.name, line, tokens, used));
  const alternatives = guesses.map(({ entry, slips }) => ({
    command: entry.name,
    confidence: Math.max(0.1, 0.8 - 0.2 * slips),
  }));
  const say = `I do not know ${shown(line)}. Did you mean ${listed(
    lines.map((one) => shown(one)),
    "or",
  )}?`;
  return asked(askChoice("unknown", say, lines), [], alternatives);
}

interface Group {
  /** How many tokens the beginning took. */
  readonly used: number;
  readonly entries: readonly Entry[];
}

function whichOf(line: string, tokens: readonly Token[], { used, entries }: Group, saying: Saying): Interpretation {
  const begun = tokens
    .slice(0, used)
    .map(({ text }) => fold(text))
    .join(" ");
  const few = entries.slice(0, MOST_CHOICES);
  const lines = [...new Set(few.map((entry) => withFittingRest(entry, line, tokens, used, saying)))];
  const more = entries.length > few.length ? ` There are ${entries.length} of them: say help ${begun}.` : "";
  const only = lines.length === 1 ? lines[0] : undefined;
  const say =
    only === undefined
      ? `${shown(begun)} begins several commands.${more} Which one?`
      : `I do not know ${shown(line)}. Did you mean ${shown(only)}?`;
  const alternatives = few.map(({ name }) => ({ command: name, confidence: 0.5 / few.length }));
  return asked(askChoice(only === undefined ? "ambiguous" : "unknown", say, lines), [], alternatives);
}

/** A name with what followed, as far as it is something that the command takes: never a line that would not do. */
function withFittingRest(entry: Entry, line: string, tokens: readonly Token[], used: number, saying: Saying): string {
  for (const from of [used, used + 1]) {
    if (from >= tokens.length) break;
    if (bind(entry, line, tokens, from, saying).kind !== "wrong") return withRest(entry.name, line, tokens, from);
  }
  return entry.name;
}

function withRest(name: string, line: string, tokens: readonly Token[], used: number): string {
  const rest = tokens[used];
  return rest === undefined ? name : `${name} ${line.slice(rest.start).trimEnd()}`;
}

/** The commands whose names begin with the first words, the last of which may be cut short (`host stat`). */
function groupOf(grammar: Grammar, tokens: readonly Token[]): Group | undefined {
  let nodes: readonly NameNode[] = [grammar.root];
  let used = 0;
  for (const token of tokens) {
    if (token.kind !== "bare") break;
    const word = fold(token.text).replace(/[?!.,:;]+$/, "");
    const next = nodes[0]?.next.get(word);
    if (next !== undefined) {
      nodes = [next];
      used++;
      continue;
    }
    // Only behind a whole word: at the root it would be a walk through all commands.
    const begun =
      used === 0 || word.length < 2 ? [] : [...(nodes[0]?.next ?? [])].filter(([one]) => one.startsWith(word));
    if (begun.length > 0) {
      nodes = begun.map(([, node]) => node);
      used++;
    }
    break;
  }
  if (used === 0) return undefined;
  const entries: Entry[] = [];
  for (const node of nodes) collect(node, entries);
  return { used, entries: entries.sort(byUse) };
}

/** What can be said in more ways is what people ask for more. */
function byUse(a: Entry, b: Entry): number {
  const phrases = b.registered.command.phrases.length - a.registered.command.phrases.length;
  return phrases !== 0 ? phrases : a.name < b.name ? -1 : 1;
}

function collect(node: NameNode, entries: Entry[]): void {
  if (node.entry !== undefined) entries.push(node.entry);
  for (const next of node.next.values()) collect(next, entries);
}
