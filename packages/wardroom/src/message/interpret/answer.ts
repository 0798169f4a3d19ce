import type { Interpretation } from "../../model/interpretation.ts";
import type { Question } from "../../model/message.ts";
import type { ArgumentSpec } from "./argument.ts";
import { type Binding, bind, validate } from "./bind.ts";
import type { Entry, Grammar } from "./grammar.ts";
import type { Heard } from "./heard.ts";
import { fold } from "./letter.ts";
import { askChoice, askConfirm, asked, meaningOf } from "./meaning.ts";
import { tokenize } from "./token.ts";

const CANCEL = /^(?:cancel|never ?mind|nvm|forget it|abort|drop it|drop that|leave it)(?: that| it| please| thanks)?$/;
const YES =
  /^(?:y|yes|yep|yeah|yup|sure|ok|okay|go|go on|go ahead|do it|do that|please do|confirm|confirmed|run|run it|correct|right|exactly|aye|\+1|👍|✅|yes please|yes go on|yes do it|ok go|ok do it)$/u;
const NO = /^(?:n|no|nope|nah|don't|do not|dont|stop|no thanks|not now|wrong|-1|👎|❌|no don't)$/u;
const LEAD =
  /^(?:it|is|its|it's|it’s|that|that's|that’s|the|on|for|use|try|take|make|i|mean|meant|say|let's|please|to|at)$/i;

/** Whether somebody wants nothing more of what was asked. */
export function isDropping(line: string): boolean {
  return CANCEL.test(plain(line));
}

const ORDINALS = ["first", "second", "third", "fourth", "fifth"];

/** Whether an answer was expected there at all, and if so what it comes to. Undefined: it is no answer. */
export function answer(
  grammar: Grammar,
  question: Question,
  line: string,
  heard: Heard,
  meant: boolean,
): Interpretation | { readonly line: string } | undefined {
  const said = plain(line);
  if (CANCEL.test(said)) return dropped("Dropped. Nothing was done.");
  if (question.kind === "choice") return chosen(question.choices ?? [], said);
  const entry = question.command === undefined ? undefined : grammar.entry(question.command);
  if (entry === undefined) return dropped(`${question.command ?? "That"} is no longer there. Nothing was done.`);
  if (question.kind === "confirm") return confirmed(entry, question, said, meant);
  return filled(entry, question, line, heard, meant);
}

function plain(line: string): string {
  return fold(line)
    .replace(/[\s,]+/g, " ")
    .replace(/[.!?]+$/, "")
    .replace(/\u2019/g, "'")
    .trim();
}

function dropped(say: string): Interpretation {
  return asked({ code: "dropped", say });
}

function confirmed(entry: Entry, question: Question, said: string, meant: boolean): Interpretation | undefined {
  if (NO.test(said)) return dropped("Dropped. Nothing was done.");
  if (!YES.test(said)) return meant ? asked(askConfirm(entry, question.args)) : undefined;
  return meaningOf(entry, { ...validate(entry, question.args), loose: false }, "answer", { shown: true });
}

/** One of the choices. Other words are no answer, but something else that is said; only a wrong number is asked again. */
function chosen(choices: readonly string[], said: string): Interpretation | { line: string } | undefined {
  if (NO.test(said) || said === "none" || said === "neither") return dropped("Dropped. Nothing was done.");
  const place = placeOf(choices, said);
  const line = choices[place];
  if (line !== undefined) return { line };
  if (place < 0 || choices.length === 0) return undefined;
  const numbers = choices.length === 1 ? "There is only 1" : `Say a number from 1 to ${choices.length}`;
  return asked(askChoice("ambiguous", `${numbers}, or say cancel.`, choices));
}

/** By number, by order, by its words; "yes" when there is but one. -1 when it is none of them. */
function placeOf(choices: readonly string[], said: string): number {
  const number = /^(?:number |no |#|option )?(\d{1,2})(?:st|nd|rd|th|\.|\))?$/.exec(said)?.[1];
  if (number !== undefined) return Number(number) === 0 ? choices.length : Number(number) - 1;
  const word = said.replace(/^the /, "").replace(/ one$/, "");
  if (word === "last") return choices.length - 1;
  if (ORDINALS.includes(word)) return ORDINALS.indexOf(word);
  if (choices.length === 1 && YES.test(said)) return 0;
  const lines = choices.map(plain);
  if (lines.includes(said)) return lines.indexOf(said);
  const words = word.split(" ").filter((one) => one !== "");
  const fitting = lines.flatMap((line, i) => (words.every((one) => line.split(" ").includes(one)) ? [i] : []));
  return words.length > 0 && fitting.length === 1 ? (fitting[0] as number) : -1;
}

function filled(entry: Entry, question: Question, line: string, heard: Heard, meant: boolean) {
  const spec = entry.shape.args.find(({ name }) => name === question.asks);
  if (spec === undefined) return dropped(`${entry.name} has changed. Nothing was done; say it again.`);
  const binding = bindAnswer(entry, spec, question, line, heard);
  // Words that nobody addressed and that do not fit are people talking, unless they are as short as an answer.
  if (binding.kind === "wrong" && !meant && line.trim().split(/\s+/).length > 3) return undefined;
  return meaningOf(entry, binding, "answer");
}

function bindAnswer(entry: Entry, spec: ArgumentSpec, question: Question, line: string, heard: Heard): Binding {
  const tokens = tokenize(line, heard.mention);
  const known = { ...question.args };
  delete known[spec.name];
  if ((spec.kind === "text" || spec.kind === "line") && !spec.list) {
    const [only] = tokens;
    const text = tokens.length === 1 && only !== undefined && only.kind !== "bare" ? only.text : line.trim();
    const values = { ...known, [spec.name]: text };
    const missing = entry.shape.args.filter((one) => one.required && !(one.name in values)).map(({ name }) => name);
    return { ...validate(entry, values, missing), loose: false };
  }
  const names = new Set(fold(spec.name).split(/[-_\s]/));
  let lead = 0;
  while (lead < tokens.length - 1) {
    const token = tokens[lead];
    if (token?.kind !== "bare" || !(LEAD.test(token.text) || names.has(fold(token.text)))) break;
    lead++;
  }
  const from = (start: number) => bind(entry, line, tokens, start, heard, known, spec.name);
  const binding = from(lead);
  if (binding.kind !== "wrong" || lead === 0) return binding;
  const whole = from(0);
  return whole.kind === "wrong" ? binding : whole;
}
