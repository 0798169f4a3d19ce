import type { AskBack, Interpretation, Meant } from "../../model/interpretation.ts";
import type { Via } from "../../model/request.ts";
import type { Binding } from "./bind.ts";
import type { Entry } from "./grammar.ts";
import { printEntry } from "./print.ts";
import { askAgain, askMissing } from "./say.ts";

/** The values that this stage gives. */

export const SILENT: Interpretation = { act: "silent", requests: [], alternatives: [] };

export type Alternatives = Interpretation["alternatives"];

/** A binding as a meaning: carried out when it is whole, else asked about. */
export function meaningOf(
  entry: Entry,
  binding: Binding,
  via: Via,
  {
    confidence = 1,
    shown = false,
    alternatives = [],
  }: { confidence?: number; shown?: boolean; alternatives?: Alternatives } = {},
): Interpretation {
  const meant: Meant = { command: entry.name, args: binding.args, via, confidence, missing: binding.missing };
  if (binding.kind === "missing") return asked(askMissing(entry, binding), [meant], alternatives);
  if (binding.problem !== undefined) return asked(askAgain(entry, binding, binding.problem), [meant], alternatives);
  if (!shown && entry.registered.command.risk !== "read") return confirmed(entry, meant, alternatives);
  return { act: "run", requests: [meant], alternatives };
}

/** What changes something and was not typed as a call is shown back as the exact call first. */
function confirmed(entry: Entry, meant: Meant, alternatives: Alternatives): Interpretation {
  return { act: "confirm", requests: [meant], alternatives, ask: askConfirm(entry, meant.args) };
}

export function askConfirm(entry: Entry, args: Readonly<Record<string, unknown>>): AskBack {
  return {
    code: "confirm",
    say: `That would be: ${printEntry(entry, args)}\nGo on?`,
    choices: ["yes", "no"],
    question: { kind: "confirm", command: entry.name, args },
  };
}

export function asked(ask: AskBack, requests: readonly Meant[] = [], alternatives: Alternatives = []): Interpretation {
  return { act: "ask", requests, alternatives, ask };
}

/** A choice between lines that would each do. */
export function askChoice(code: "ambiguous" | "unknown", say: string, choices: readonly string[]): AskBack {
  return { code, say, choices, question: { kind: "choice", args: {}, choices } };
}
