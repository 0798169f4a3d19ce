import type { Inventory } from "@wardroom/sdk";
import type { Interpretation } from "../../model/interpretation.ts";
import { expandAlias } from "./alias.ts";
import { type Binding, bind, validate } from "./bind.ts";
import type { Entry, Grammar } from "./grammar.ts";
import type { Heard } from "./heard.ts";
import { fold, foldKey } from "./letter.ts";
import { lexes } from "./lex.ts";
import { MOST_LEXES, matchPhrases, type PhraseFound } from "./match.ts";
import { askChoice, asked, meaningOf } from "./meaning.ts";
import { findName, type NameFound } from "./names.ts";
import type { PhraseNode } from "./phrase.ts";
import { LITTLE_WORDS } from "./place.ts";
import { printEntry } from "./print.ts";
import { bestPhrases } from "./rank.ts";
import { type Token, tokenize } from "./token.ts";

export interface Language {
  readonly grammar: Grammar;
  readonly phrases: PhraseNode;
  readonly inventory: Inventory;
  readonly siteAliases: ReadonlyMap<string, string>;
}

type Context = Pick<Heard, "now" | "zone" | "mention" | "personAliases">;

/** Lines of one message that are each a call of their own. */
const MOST_LINES = 20;

/**
 * What a line means that is meant for Wardroom, address taken off: a command by its name, an alias, a declared phrase,
 * several lines that are commands each; undefined when it is none of these.
 */
export function understand(
  language: Language,
  line: string,
  context: Context,
  path: readonly string[] = [],
): Interpretation | undefined {
  const tokens = tokenize(line, context.mention);
  const only = tokens[0];
  if (only?.kind === "code" && tokens.length === 1 && path.length < 3 && only.text !== line) {
    return understand(language, only.text, context, [...path, "`"]);
  }
  const named = findName(language.grammar, tokens);
  const binding = named === undefined ? undefined : bind(named.entry, line, tokens, named.used, context);
  if (named !== undefined && binding?.kind === "bound" && !binding.loose) return typed(named, binding);
  if (named === undefined) {
    const aliased = byAlias(language, line, tokens, context, path);
    if (aliased !== undefined) return aliased;
  }
  const words = tokens.length > MOST_LEXES ? [] : lexes(tokens);
  const phrases = bestPhrases(matchPhrases(language.phrases, line, tokens, words, context), language.inventory);
  const literals = phrases[0]?.end.literals ?? 0;
  if (named !== undefined && binding?.kind === "bound" && literals <= named.used) return typed(named, binding);
  if (phrases.length > 0) return byPhrase(phrases);
  const lines = severalLines(language, line, context, path);
  if (lines !== undefined) return lines;
  return named !== undefined && binding !== undefined ? typed(named, binding) : undefined;
}

function typed({ entry }: NameFound, binding: Binding): Interpretation {
  return meaningOf(entry, binding, "grammar", { shown: !isDoubtful(entry, binding) });
}

/**
 * "firewall block 203.0.113.9 for 3 hours", where the reason became "for 3 hours": a text that begins with what may be
 * meant for another argument. What changes something is then shown back, as plain words are.
 */
function isDoubtful(entry: Entry, { args, loose }: Binding): boolean {
  if (!loose || entry.shape.args.length < 2) return false;
  return entry.shape.args.some(({ kind, name }) => {
    const value = args[name];
    const first = kind === "text" && typeof value === "string" ? /^(\S+)\s/.exec(value)?.[1] : undefined;
    return first !== undefined && (LITTLE_WORDS.has(fold(first)) || entry.shape.byKey.has(foldKey(first)));
  });
}

function byPhrase(found: readonly PhraseFound[]): Interpretation {
  const meanings = found.map(({ end, args, skips }) => {
    const binding = { ...validate(end.entry, args, missingOf(end.entry, args)), loose: false };
    return {
      end,
      binding,
      meaning: meaningOf(end.entry, binding, "phrase", { confidence: Math.max(0.8, 1 - 0.02 * skips) }),
    };
  });
  const [first] = meanings;
  if (first !== undefined && meanings.length === 1) return first.meaning;
  const lines = [...new Set(meanings.map(({ end, binding }) => printEntry(end.entry, binding.args)))].slice(0, 5);
  const alternatives = meanings.map(({ end }) => ({ command: end.entry.name, confidence: 1 / meanings.length }));
  return asked(askChoice("ambiguous", "That can mean more than one thing. Which one?", lines), [], alternatives);
}

function missingOf(entry: PhraseFound["end"]["entry"], args: Readonly<Record<string, unknown>>): string[] {
  return entry.shape.args.filter((spec) => spec.required && args[spec.name] === undefined).map(({ name }) => name);
}

function byAlias(
  language: Language,
  line: string,
  tokens: readonly Token[],
  context: Context,
  path: readonly string[],
): Interpretation | undefined {
  const expansion = expandAlias(line, tokens, [context.personAliases, language.siteAliases], path);
  if (expansion === undefined) return undefined;
  if (expansion.kind === "circle") {
    const say = `These aliases lead to each other and to no command: ${expansion.path.join(" → ")}. Remove one: alias remove ${expansion.path[0]}`;
    return asked({ code: "wrong", say });
  }
  const inner = understand(language, expansion.line, context, [...path, expansion.name]);
  if (inner === undefined) {
    const say = `The alias ${expansion.name} means "${expansion.line.slice(0, 80).toWellFormed()}", which is no command. Set it again or say alias remove ${expansion.name}`;
    return asked({ code: "unknown", say });
  }
  return shownFirst(language, inner);
}

/** Through an alias the person did not see the call they make: what changes something is shown back. */
function shownFirst(language: Language, inner: Interpretation): Interpretation {
  const [meant] = inner.requests;
  const entry = meant === undefined ? undefined : language.grammar.entry(meant.command);
  if (inner.act !== "run" || meant === undefined || entry === undefined || inner.requests.length > 1) return inner;
  const { args, missing, via, confidence } = meant;
  return meaningOf(entry, { kind: "bound", args, missing, loose: false }, via, { confidence });
}

function severalLines(language: Language, text: string, context: Context, path: readonly string[]) {
  if (!text.includes("\n") || path.includes("\n")) return undefined;
  const lines = text
    .split("\n")
    .map((one) => one.trim())
    .filter((one) => one !== "");
  if (lines.length < 2 || lines.length > MOST_LINES) return undefined;
  const requests: Interpretation["requests"][number][] = [];
  for (const one of lines) {
    const meaning = understand(language, one, context, [...path, "\n"]);
    if (meaning?.act !== "run") return undefined;
    requests.push(...meaning.requests);
  }
  return { act: "run" as const, requests, alternatives: [] };
}
