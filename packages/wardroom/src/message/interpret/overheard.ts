import type { Inventory } from "@wardroom/sdk";
import type { Interpretation } from "../../model/interpretation.ts";
import { validate } from "./bind.ts";
import type { Heard } from "./heard.ts";
import { lexes, spokenWords } from "./lex.ts";
import { matchPhrases, type PhraseFound } from "./match.ts";
import { meaningOf, SILENT } from "./meaning.ts";
import type { PhraseNode } from "./phrase.ts";
import { bestPhrases, isTelling } from "./rank.ts";
import { tokenize } from "./token.ts";

/** Longer messages are talk. */
const MOST_CHARS = 200;

/** One word and a name ("check web-03") is what people tell each other to do; a phrase of more is asked of Wardroom. */
const LEAST_LITERALS = 2;

/**
 * What people say to each other, not to Wardroom. It is left alone, but for one thing: a whole message that is, word
 * for word, a declared phrase of a command that only reads, about something known: a host of the inventory or an
 * indicator ("what's going on with web-03?"). Never what is quoted, in code, or of several lines.
 */
export function overheard(phrases: PhraseNode, inventory: Inventory, heard: Heard): Interpretation {
  const text = heard.text.trim();
  if (
    text.length > MOST_CHARS ||
    /^[-*\u2022\u2013]/.test(text) ||
    /[\n\r`>"\u201c\u201e\u00ab]/.test(text) ||
    !mayBegin(phrases, text)
  )
    return SILENT;
  const tokens = tokenize(text, heard.mention);
  if (tokens.some(({ kind }) => kind === "quoted" || kind === "code")) return SILENT;
  const all = matchPhrases(phrases, text, tokens, lexes(tokens), heard);
  const found = bestPhrases(
    all.filter((one) => one.skips === 0 && !one.open && one.end.literals >= LEAST_LITERALS && isKnown(one, inventory)),
    inventory,
  );
  const [only] = found;
  if (only === undefined || found.length > 1) return SILENT;
  const binding = validate(only.end.entry, only.args);
  if (binding.kind !== "bound") return SILENT;
  return meaningOf(only.end.entry, { ...binding, loose: false }, "phrase", { confidence: 0.95 });
}

/** Most talk is told apart by its first word, without looking at the rest. */
function mayBegin(phrases: PhraseNode, text: string): boolean {
  if (phrases.slots.size > 0) return true;
  const first = /^\S{1,40}/.exec(text)?.[0] ?? "";
  const [word] = spokenWords(first);
  return word === undefined || phrases.words.has(word);
}

function isKnown({ end, args, slots }: PhraseFound, inventory: Inventory): boolean {
  if (end.entry.registered.command.risk !== "read") return false;
  let known = false;
  for (const [i, spec] of slots.entries()) {
    if (spec.kind === "text" || spec.kind === "line" || spec.kind === "json") return false;
    if (spec.entity === "host") {
      const value = args[end.slots[i] as string];
      const names = Array.isArray(value) ? value : [value];
      if (!names.every((name) => inventory.find(String(name)) !== undefined)) return false;
      known = true;
    } else if (isTelling(spec)) known = true;
  }
  return known;
}
