import type { ArgumentSpec } from "./argument.ts";
import { readValue, type Saying } from "./value.ts";
import { isAnd, MOST_WORDS, severalWords, type Word } from "./words.ts";

export interface Taking {
  readonly source: string;
  readonly saying: Saying;
  /** Text takes all words, a list goes on without commas. */
  readonly all: boolean;
}

export interface Taken {
  readonly value: unknown;
  readonly used: number;
}

/** Reads one argument from the beginning of some words; undefined when the first of them does not fit its type. */
export function readWords(spec: ArgumentSpec, words: readonly Word[], taking: Taking): Taken | undefined {
  if (words.length === 0) return spec.list ? { value: [], used: 0 } : undefined;
  if (spec.list) return readList(spec, words, taking);
  const first = words[0] as Word;
  if (spec.kind === "text" || spec.kind === "line" || spec.kind === "json") {
    const used = taking.all ? words.length : 1;
    const text = used === 1 ? first.text : rawSlice(words, used, taking.source);
    const value = readValue(spec, text, taking.saying);
    return value === undefined ? undefined : { value, used };
  }
  if (severalWords(spec) && !first.whole) {
    for (let used = Math.min(MOST_WORDS, bareRun(words)); used > 1; used--) {
      const value = readValue(spec, joined(words, used), taking.saying);
      if (value !== undefined) return { value, used };
    }
  }
  const value = readWord(spec, first, taking.saying);
  return value === undefined ? undefined : { value, used: 1 };
}

/** One word as one value: as it is, as the link it stands for, without the punctuation of its sentence. */
export function readWord(spec: ArgumentSpec, word: Word, saying: Saying): unknown {
  const value = readValue(spec, word.text, saying);
  if (value !== undefined) return value;
  if (word.alt !== undefined) return readValue(spec, word.alt, saying);
  if (word.whole || !/^[([{]|[)\]}?!.,;:]$/.test(word.text)) return undefined;
  return readValue(spec, word.text.replace(/^[([{]+|[)\]}?!.,;:]+$/g, ""), saying);
}

/** `a,b`, `a, b and c`, `"a b", c`; with `all` also `a b c`. */
function readList(spec: ArgumentSpec, words: readonly Word[], taking: Taking): Taken | undefined {
  const items: unknown[] = [];
  let used = 0;
  let more = true;
  while (used < words.length) {
    const word = words[used] as Word;
    if (isAnd(word) && items.length > 0 && used + 1 < words.length) {
      const next = words[used + 1] as Word;
      if (readItems(spec, next, taking.saying) === undefined) break;
      more = true;
      used++;
      continue;
    }
    if (!more && !taking.all && !word.text.startsWith(",")) break;
    const read = readItems(spec, word, taking.saying);
    if (read === undefined) break;
    items.push(...read);
    more = word.comma;
    used++;
  }
  return used === 0 ? undefined : { value: items, used };
}

function readItems(spec: ArgumentSpec, word: Word, saying: Saying): unknown[] | undefined {
  if (word.whole) {
    const value = readWord(spec, word, saying);
    if (value !== undefined) return [value];
    return word.text.includes(",") ? readItems(spec, { ...word, whole: false }, saying) : undefined;
  }
  const parts = word.text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
  if (parts.length === 0) return undefined;
  const values = parts.map((text) => readWord(spec, { ...word, text, comma: false }, saying));
  return values.includes(undefined) ? undefined : values;
}

function bareRun(words: readonly Word[]): number {
  const stop = words.findIndex((word) => word.whole);
  return stop < 0 ? words.length : stop;
}

function joined(words: readonly Word[], count: number): string {
  return words
    .slice(0, count)
    .map((word) => word.text)
    .join(" ");
}

/** The words as they stand in the source when nothing stood between them, else joined by blanks. */
export function rawSlice(words: readonly Word[], count: number, source: string): string {
  const first = words[0] as Word;
  let end = first.end;
  for (let i = 1; i < count; i++) {
    const word = words[i] as Word;
    // A named argument stood in between, or the word itself was in quotes of which only one end would show.
    if (source.slice(end, word.start).trim().length > 1) return joined(words, count);
    end = word.end;
  }
  return source.slice(first.start, end);
}
