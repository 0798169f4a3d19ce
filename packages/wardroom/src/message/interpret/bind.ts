import type { ArgumentSpec } from "./argument.ts";
import type { Entry } from "./grammar.ts";
import { placeWords } from "./place.ts";
import type { Problem } from "./problem.ts";
import { readWords } from "./take.ts";
import type { Token } from "./token.ts";
import { readBoolean, type Saying } from "./value.ts";
import { type Said, splitWords, type Word } from "./words.ts";

/** What the words after a command's name come to. `args` are canonical; of a call that is not bound, those found. */
export interface Binding {
  readonly kind: "bound" | "missing" | "wrong";
  readonly args: Readonly<Record<string, unknown>>;
  readonly missing: readonly string[];
  readonly problem?: Problem;
  /** A text took several bare words, or a line all that followed: the words could have meant something else. */
  readonly loose: boolean;
}

/**
 * Binds what follows a command's name to its arguments: what was said by name first, the rest in declared order.
 * `known` are canonical values from before. A value that does not fit is tried once more with little words dropped
 * ("on web-03 for 2 hours"), only where no free text could lose them.
 */
export function bind(
  entry: Entry,
  source: string,
  tokens: readonly Token[],
  from: number,
  saying: Saying,
  known: Readonly<Record<string, unknown>> = {},
  first?: string,
): Binding {
  const said = splitWords(source, tokens, from, entry.shape);
  const values: Record<string, unknown> = { ...known };
  const named = readNamed(said, values, source, saying);
  if (named.problem !== undefined) return finish(entry, values, named.problem);
  if (said.unknown !== undefined) return finish(entry, values, { kind: "flag", ...said.unknown });
  const open = ordered(entry, first).filter((spec) => spec.kind !== "boolean" && values[spec.name] === undefined);
  const words = named.left.length === 0 ? said.words : [...said.words, ...named.left].sort((a, b) => a.start - b.start);
  const placing = { source, saying, ...(said.lineFrom !== undefined && { lineFrom: said.lineFrom }) };
  const strict = placeWords(open, words, { ...placing, lenient: false });
  const placed =
    strict.problem === undefined || open.some((spec) => spec.kind === "text" || spec.kind === "line")
      ? strict
      : placeWords(open, words, { ...placing, lenient: true });
  const best = placed.problem === undefined ? placed : strict;
  Object.assign(values, best.values);
  const extended = best.problem !== undefined && extend(said, best.left, values, source);
  return finish(
    entry,
    values,
    extended ? undefined : best.problem,
    best.loose || extended || said.lineFrom !== undefined,
  );
}

function ordered(entry: Entry, first: string | undefined): readonly ArgumentSpec[] {
  if (first === undefined) return entry.shape.args;
  const asked = entry.shape.args.filter(({ name }) => name === first).map((spec) => ({ ...spec, required: true }));
  return [...asked, ...entry.shape.args.filter(({ name }) => name !== first)];
}

function readNamed(said: Said, values: Record<string, unknown>, source: string, saying: Saying) {
  const left: Word[] = [];
  const heard = new Set<string>();
  let problem: Problem | undefined;
  for (const { spec, words, style } of said.named) {
    if (spec.kind === "boolean") {
      const word = words[0]?.text;
      const value = word === undefined ? style !== "negated" : readBoolean(word);
      left.push(...words.slice(1));
      if (value === undefined) problem ??= { kind: "value", spec, said: word ?? "" };
      else values[spec.name] = value;
      continue;
    }
    const earlier = heard.has(spec.name) ? values[spec.name] : undefined;
    heard.add(spec.name);
    if (!spec.list && earlier !== undefined) problem ??= { kind: "twice", spec };
    const read = readWords(spec, words, { source, saying, all: style === "open" });
    if (read === undefined) {
      problem ??= { kind: "value", spec, said: words[0]?.text ?? "" };
      continue;
    }
    left.push(...words.slice(read.used));
    values[spec.name] =
      spec.list && Array.isArray(earlier) ? [...earlier, ...(read.value as readonly unknown[])] : read.value;
  }
  return { left, problem };
}

/**
 * `--reason needs patching now`: the words that nothing else can take belong to the text they follow directly, when
 * they run to the end.
 */
function extend(said: Said, left: readonly Word[], values: Record<string, unknown>, source: string): boolean {
  const last = said.named.at(-1);
  const value = last?.words[0];
  if (last?.spec.kind !== "text" || last.spec.list || value === undefined || value.whole) return false;
  const first = left[0];
  if (first === undefined || left.length === 0 || last.words.length !== 1) return false;
  if (source.slice(value.end, first.start).trim() !== "" || left.some((word) => word.start < value.end)) return false;
  values[last.spec.name] = source.slice(value.start, left.at(-1)?.end);
  return true;
}

/** The declaration's own schema has the last word: bounds, patterns, defaults, canonical forms. */
function finish(entry: Entry, values: Record<string, unknown>, problem?: Problem, loose = false): Binding {
  const missing = entry.shape.args.filter((spec) => spec.required && values[spec.name] === undefined);
  const names = missing.map((spec) => spec.name);
  if (problem !== undefined) return { kind: "wrong", args: values, missing: names, problem, loose };
  return { ...validate(entry, values, names), loose };
}

/** Checks canonical values, and fills in defaults; what is known to be missing is not counted as wrong. */
export function validate(
  entry: Entry,
  values: Readonly<Record<string, unknown>>,
  missing: readonly string[] = [],
): Omit<Binding, "loose"> {
  let result: ReturnType<typeof entry.registered.command.args.safeParse>;
  try {
    result = entry.registered.command.args.safeParse(values);
  } catch {
    return {
      kind: "wrong",
      args: values,
      missing,
      problem: { kind: "rule", say: "The command could not check these arguments." },
    };
  }
  if (result.success) return { kind: "bound", args: result.data, missing: [] };
  const issue = result.error.issues.find((one) => !missing.includes(String(one.path[0])));
  if (issue === undefined) return { kind: "missing", args: values, missing };
  const spec = entry.shape.args.find(({ name }) => name === String(issue.path[0]));
  const { [spec?.name ?? ""]: said, ...rest } = values;
  if (spec === undefined)
    return { kind: "wrong", args: values, missing, problem: { kind: "rule", say: issue.message } };
  if (said === undefined) return { kind: "missing", args: values, missing: [...missing, spec.name] };
  const problem: Problem = { kind: "value", spec, said: typeof said === "string" ? said : JSON.stringify(said) };
  return { kind: "wrong", args: rest, missing, problem };
}
