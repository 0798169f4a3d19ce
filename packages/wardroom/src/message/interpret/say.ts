import type { AskBack } from "../../model/interpretation.ts";
import type { ArgumentSpec } from "./argument.ts";
import { type Binding, bind } from "./bind.ts";
import { expects, plainExample, spokenName } from "./expect.ts";
import type { Entry } from "./grammar.ts";
import type { Problem } from "./problem.ts";
import { tokenize } from "./token.ts";

/** Sentences of this stage. Facts first, then what can be done; what a person typed is shown cut, never whole pages. */

/** Asks for the first argument that is missing. */
export function askMissing(entry: Entry, binding: Pick<Binding, "args" | "missing">): AskBack {
  const spec = entry.shape.args.find(({ name }) => name === binding.missing[0]);
  if (spec === undefined) throw new Error(`nothing is missing for ${entry.name}`);
  return {
    code: "missing",
    say: `${entry.name} needs ${spokenName(spec.name)}: ${wanted(entry, spec)}`,
    ...choicesOf(spec),
    question: { kind: "argument", command: entry.name, args: binding.args, asks: spec.name },
  };
}

/** Says what was expected instead, and waits for it where one value would do. */
export function askAgain(entry: Entry, binding: Binding, problem: Problem): AskBack {
  if (problem.kind === "value") {
    const { [problem.spec.name]: _wrong, ...args } = binding.args;
    return {
      code: "wrong",
      say: `${shown(problem.said)} does not fit ${spokenName(problem.spec.name)} of ${entry.name}: expected ${expectsWith(entry, problem.spec)}`,
      ...choicesOf(problem.spec),
      question: { kind: "argument", command: entry.name, args, asks: problem.spec.name },
    };
  }
  return { code: "wrong", say: sayProblem(entry, problem) };
}

function sayProblem(entry: Entry, problem: Exclude<Problem, { kind: "value" }>): string {
  switch (problem.kind) {
    case "flag": {
      const near = problem.near === undefined ? "" : ` Did you mean --${problem.near}?`;
      return `${entry.name} has no ${shown(problem.said)}.${near || ` ${takes(entry)}`}`;
    }
    case "extra":
      return `${shown(problem.said)} is left over. ${takes(entry)} For example: ${exampleLine(entry)}`;
    case "twice":
      return `${capital(spokenName(problem.spec.name))} was given twice for ${entry.name}. Say it once.`;
    case "rule":
      return `${entry.name} does not accept that: ${problem.say}`;
  }
}

/** `host status takes host and --hours.` */
export function takes(entry: Entry): string {
  const names = entry.shape.args.map((spec) => (spec.kind === "boolean" ? `--${spec.name}` : spec.name));
  return names.length === 0 ? `${entry.name} takes nothing more.` : `${entry.name} takes ${listed(names, "and")}.`;
}

export function listed(words: readonly string[], joint: string): string {
  if (words.length < 2) return words[0] ?? "";
  return `${words.slice(0, -1).join(", ")} ${joint} ${words.at(-1)}`;
}

/** What a person typed, in quotes, on one line, at most 60 characters of it. */
export function shown(said: string): string {
  const line = said.replace(/\s+/g, " ").trim();
  return `"${line.length > 60 ? `${line.slice(0, 59).toWellFormed()}…` : line}"`;
}

/** What is asked for: in the declaration's own words where the type would only say them again. */
function wanted(entry: Entry, spec: ArgumentSpec): string {
  if (spec.about === undefined || spec.kind !== "entity" || spec.list) return expectsWith(entry, spec);
  const example = exampleValue(entry, spec);
  return `${spec.about.replace(/\.$/, "")}${example === undefined ? "" : `, for example ${example}`}.`;
}

function expectsWith(entry: Entry, spec: ArgumentSpec): string {
  const example = exampleValue(entry, spec);
  const about = spec.about === undefined ? "" : ` (${spec.about.replace(/\.$/, "")})`;
  const text = expects(spec);
  const given = example === undefined || text.includes(example) ? "" : `, for example ${example}`;
  return `${text}${about}${given}.`;
}

function choicesOf(spec: ArgumentSpec): { choices?: readonly string[] } {
  const choices = spec.kind === "boolean" ? ["yes", "no"] : spec.choices.map(String);
  return choices.length > 1 && choices.length <= 5 && !spec.list ? { choices } : {};
}

function exampleLine(entry: Entry): string {
  const first = entry.registered.command.examples[0];
  return first === undefined ? entry.name : typeof first === "string" ? first : first.say;
}

/** A value for an argument out of the declaration's own examples, else one of its type. */
export function exampleValue(entry: Entry, spec: ArgumentSpec): string | undefined {
  // Canonical lengths and points of time (PT2H) are nothing that people type.
  if (spec.entity === "duration" || spec.entity === "time") return plainExample(spec);
  for (const example of entry.registered.command.examples) {
    const value = typeof example === "string" ? exampleArgs(entry, example)[spec.name] : example.means[spec.name];
    if (typeof value === "string" || typeof value === "number") return String(value);
    if (Array.isArray(value) && value.length > 0) return value.join(", ");
  }
  return plainExample(spec);
}

function exampleArgs(entry: Entry, line: string): Readonly<Record<string, unknown>> {
  const tokens = tokenize(line);
  return bind(entry, line, tokens, entry.words.length, { now: new Date(0) }).args;
}

function capital(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1);
}
