import type { Interpretation } from "../../model/interpretation.ts";
import { linesBack } from "./expand.ts";
import type { Grammar, NameNode } from "./grammar.ts";
import { fold } from "./letter.ts";
import { askChoice, asked } from "./meaning.ts";
import type { Near } from "./near.ts";
import { listed, shown } from "./say.ts";
import type { Token } from "./token.ts";

const MOST_CHOICES = 5;
const GREETINGS = new Set(["hi", "hello", "hey", "good morning", "good evening", "morning"]);
const THANKS = new Set(["thanks", "thank you", "thx", "cheers"]);

/** What is said when no command is meant: the near ones, those that begin so, or where to find help. */
export function unknown(
  grammar: Grammar,
  near: (tokens: readonly Token[]) => Near[],
  line: string,
  tokens: readonly Token[],
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
  if (group !== undefined) return whichOf(line, tokens, group);
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

function whichOf(
  line: string,
  tokens: readonly Token[],
  group: { used: number; names: readonly string[] },
): Interpretation {
  const begun = tokens
    .slice(0, group.used)
    .map(({ text }) => fold(text))
    .join(" ");
  const few = group.names.slice(0, MOST_CHOICES);
  const more = group.names.length > few.length ? ` There are ${group.names.length} of them: say help ${begun}.` : "";
  const say =
    few.length === 1
      ? `I do not know ${shown(line)}. Did you mean ${shown(few[0] ?? "")}?`
      : `${shown(begun)} begins several commands.${more} Which one?`;
  const alternatives = few.map((command) => ({ command, confidence: 0.5 / few.length }));
  return asked(
    askChoice(
      few.length === 1 ? "unknown" : "ambiguous",
      say,
      few.map((name) => withRest(name, line, tokens, group.used)),
    ),
    [],
    alternatives,
  );
}

function withRest(name: string, line: string, tokens: readonly Token[], used: number): string {
  const rest = tokens[used];
  return rest === undefined ? name : `${name} ${line.slice(rest.start).trimEnd()}`;
}

/** The commands whose names begin with the first words. */
function groupOf(grammar: Grammar, tokens: readonly Token[]): { used: number; names: string[] } | undefined {
  let node: NameNode = grammar.root;
  let used = 0;
  for (const token of tokens) {
    const next = token.kind === "bare" ? node.next.get(fold(token.text).replace(/[?!.,:;]+$/, "")) : undefined;
    if (next === undefined) break;
    node = next;
    used++;
  }
  if (used === 0) return undefined;
  const names: string[] = [];
  collect(node, names);
  return { used, names: names.sort() };
}

function collect(node: NameNode, names: string[]): void {
  if (node.entry !== undefined) names.push(node.entry.name);
  for (const next of node.next.values()) collect(next, names);
}
