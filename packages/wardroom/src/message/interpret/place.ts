import type { ArgumentSpec } from "./argument.ts";
import type { Problem } from "./problem.ts";
import { rawSlice, readWord, readWords, type Taken } from "./take.ts";
import { readValue, type Saying } from "./value.ts";
import { MOST_WORDS, type Word } from "./words.ts";

export interface Placing {
  readonly source: string;
  readonly saying: Saying;
  /** Drops little words before typed values, and courtesies. */
  readonly lenient: boolean;
  readonly lineFrom?: number;
}

export interface Placed {
  readonly values: Readonly<Record<string, unknown>>;
  readonly problem?: Problem;
  readonly left: readonly Word[];
  readonly loose: boolean;
}

export const LITTLE_WORDS = new Set(
  "for on at in to from of with about until till since by the a an please pls plz kindly thanks".split(" "),
);

/**
 * Puts words into arguments in declared order. Where words are too few for all, the required ones come first. One word
 * each when that fits; else the last text takes what is left over.
 */
export function placeWords(specs: readonly ArgumentSpec[], words: readonly Word[], placing: Placing): Placed {
  const required = specs.filter((spec) => spec.required);
  if (words.length <= required.length && required.length < specs.length) {
    const placed = placeInto(required, words, placing);
    if (placed.problem === undefined) return placed;
  }
  return placeInto(specs, words, placing);
}

function placeInto(specs: readonly ArgumentSpec[], words: readonly Word[], placing: Placing): Placed {
  const { source, saying } = placing;
  let lenient = placing.lenient;
  const values: Record<string, unknown> = {};
  let loose = false;
  let at = 0;
  for (const [index, spec] of specs.entries()) {
    if (spec.kind === "line") {
      const line = takeLine(spec);
      if (line !== undefined) values[spec.name] = line;
      continue;
    }
    if (at >= words.length || (lenient && words.slice(at).every(isLittle))) continue;
    const later = specs.slice(index + 1);
    const taken = take(spec, later);
    if (taken !== undefined) {
      values[spec.name] = taken.value;
      at += taken.used;
      continue;
    }
    const word = words[at] as Word;
    if (!spec.required && later.some((other) => readWord(other, word, saying) !== undefined)) continue;
    // Several words after the last argument are more likely too many than one that is misspelt.
    if (!spec.required && words.length - at > 1) break;
    return { values, problem: { kind: "value", spec, said: word.text }, left: words.slice(at), loose };
  }
  const rest = words.slice(at);
  const left = lenient && rest.every(isLittle) ? [] : rest;
  if (left.length === 0) return { values, left, loose };
  return { values, problem: { kind: "extra", said: rawSlice(left, left.length, source) }, left, loose };

  function take(spec: ArgumentSpec, later: readonly ArgumentSpec[]): Taken | undefined {
    const skipped = lenient ? skipLittle(spec) : undefined;
    if (skipped !== undefined) return skipped;
    const rest = words.slice(at);
    if (spec.list)
      return readWords(spec, listWords(spec, later, rest), { source, saying, all: goesOnByBlanks(spec, later) });
    if (!isText(spec)) return readWords(spec, rest, { source, saying, all: false });
    const count = textLength(later, rest, placing);
    if (count === 1) return readWords(spec, rest, { source, saying, all: false });
    loose = true;
    lenient = true;
    const taken = readWords(spec, withoutLastLittle(rest.slice(0, count), rest.length > count), {
      source,
      saying,
      all: true,
    });
    return taken === undefined ? undefined : { value: taken.value, used: count };
  }

  function skipLittle(spec: ArgumentSpec): Taken | undefined {
    let skip = 0;
    while (at + skip + 1 < words.length && isLittle(words[at + skip] as Word)) skip++;
    if (skip === 0) return undefined;
    const read = readWords(spec, words.slice(at + skip), { source, saying, all: false });
    return read === undefined ? undefined : { value: read.value, used: read.used + skip };
  }

  function takeLine(spec: ArgumentSpec): unknown {
    if (placing.lineFrom === undefined) return undefined;
    return readValue(spec, source.slice(placing.lineFrom).trimEnd(), saying);
  }

  /** A list parted by blanks stops before a word that a later number or choice takes. */
  function listWords(spec: ArgumentSpec, later: readonly ArgumentSpec[], rest: readonly Word[]): readonly Word[] {
    const picky = later.filter(({ kind }) => kind === "integer" || kind === "number" || kind === "choice");
    if (picky.length === 0 || spec.kind === "integer" || spec.kind === "number") return rest;
    const stop = rest.findIndex(
      (word, i) => i > 0 && !rest[i - 1]?.comma && picky.some((other) => readWord(other, word, saying) !== undefined),
    );
    return stop < 0 ? rest : rest.slice(0, stop);
  }
}

/**
 * How many words a text takes: one where another text follows; else one each when words and arguments are as many and
 * fit, else as many as leave the later ones what they need.
 */
function textLength(later: readonly ArgumentSpec[], rest: readonly Word[], placing: Placing): number {
  if (rest[0]?.whole && (rest.length === 1 || later.length > 0)) return 1;
  if (later.some(isText)) return 1;
  if (later.length === 0) return rest.length;
  const least = Math.max(1, rest.length - MOST_WORDS * later.length);
  const lengths = [];
  if (rest.length <= later.length + 1) lengths.push(1);
  for (let count = rest.length; count >= least; count--) lengths.push(count);
  return lengths.find(leavesEnough) ?? (later.some(({ required }) => required) ? 1 : rest.length);

  function leavesEnough(count: number): boolean {
    const { values, problem } = placeInto(later, rest.slice(count), { ...placing, lenient: true });
    return problem === undefined && later.every(({ required, name }) => !required || values[name] !== undefined);
  }
}

/** "disk full for 30 minutes": the little word belongs to the value after the text. */
function withoutLastLittle(words: readonly Word[], followed: boolean): readonly Word[] {
  const last = words.at(-1);
  return followed && words.length > 1 && last !== undefined && isLittle(last) ? words.slice(0, -1) : words;
}

/** Words parted by blanks alone are one list when it is what the command is about, or when its type tells. */
function goesOnByBlanks(spec: ArgumentSpec, later: readonly ArgumentSpec[]): boolean {
  return (spec.required || spec.kind !== "text") && later.every(({ required, kind }) => !required || kind === "line");
}

function isText({ kind }: ArgumentSpec): boolean {
  return kind === "text" || kind === "json" || kind === "line";
}

function isLittle(word: Word): boolean {
  return !word.whole && LITTLE_WORDS.has(word.text.toLowerCase().replace(/[.,!?]+$/, ""));
}
