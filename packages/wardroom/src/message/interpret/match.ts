import type { ArgumentSpec } from "./argument.ts";
import type { Lex } from "./lex.ts";
import type { PhraseEnd, PhraseNode } from "./phrase.ts";
import { readWord, readWords } from "./take.ts";
import type { Token } from "./token.ts";
import type { Saying } from "./value.ts";
import { MOST_WORDS, severalWords, type Word } from "./words.ts";

export interface PhraseFound {
  readonly end: PhraseEnd;
  readonly args: Readonly<Record<string, unknown>>;
  readonly slots: readonly ArgumentSpec[];
  /** Little words and courtesies that the phrase does not have. */
  readonly skips: number;
  /** Its last value was not said. */
  readonly open: boolean;
}

/** Bounds the search whatever phrases there are; real messages need a few dozen steps. */
const MOST_STEPS = 2_000;
export const MOST_LEXES = 120;
const NO_VALUE = Symbol("no value");

const BEFORE = new Set(
  "hey hi hello ok okay so can could would will you kindly just tell show let me know i want need like to do".split(
    " ",
  ),
);
const ANYWHERE = new Set("please pls plz kindly just the a an".split(" "));
const AFTERWARDS = new Set("please pls plz thanks thank thx you now right".split(" "));
const BEFORE_VALUE = new Set("for on with of to at from in about".split(" "));

/** All ways in which the whole of a message is a phrase, in no order. */
export function matchPhrases(
  root: PhraseNode,
  source: string,
  tokens: readonly Token[],
  words: readonly Lex[],
  saying: Saying,
): PhraseFound[] {
  const found: PhraseFound[] = [];
  const read = new Map<string, unknown>();
  let steps = 0;
  if (words.length > 0 && words.length <= MOST_LEXES) walk(root, 0, [], 0, false);
  return found;

  function walk(
    node: PhraseNode,
    i: number,
    values: readonly [ArgumentSpec, unknown][],
    skips: number,
    begun: boolean,
  ) {
    if (++steps > MOST_STEPS) return;
    if (i >= words.length) {
      for (const end of node.ends) {
        const args = Object.fromEntries(end.slots.map((name, slot) => [name, values[slot]?.[1]]));
        found.push({ end, args: { ...end.fixed, ...args }, slots: values.map(([spec]) => spec), skips, open: false });
      }
      if (begun) endEarly(node, values, skips);
      return;
    }
    const lex = words[i] as Lex;
    const next = lex.word === undefined ? undefined : node.words.get(lex.word);
    if (next !== undefined) walk(next, i + 1, values, skips, true);
    if (lex.opens) for (const { spec, node: after } of node.slots.values()) takeSlot(spec, after, i, values, skips);
    if (lex.word !== undefined && mayBeSkipped(node, lex.word, begun)) walk(node, i + 1, values, skips + 1, begun);
  }

  /** "what's going on with": everything but the last value. */
  function endEarly(node: PhraseNode, values: readonly [ArgumentSpec, unknown][], skips: number): void {
    for (const { node: after } of node.slots.values()) {
      for (const end of after.ends) {
        if (end.literals < 2) continue;
        const args = Object.fromEntries(end.slots.slice(0, -1).map((name, slot) => [name, values[slot]?.[1]]));
        found.push({ end, args: { ...end.fixed, ...args }, slots: values.map(([spec]) => spec), skips, open: true });
      }
    }
  }

  function takeSlot(
    spec: ArgumentSpec,
    after: PhraseNode,
    i: number,
    values: readonly [ArgumentSpec, unknown][],
    skips: number,
  ) {
    const first = (words[i] as Lex).token;
    const most = Math.min(mostTokens(spec), tokens.length - first);
    for (let count = 1; count <= most; count++) {
      const next = lexAfter(i, first + count);
      if (spec.kind === "line" && first + count < tokens.length) continue;
      if (count < most && isOpenEnded(spec) && !goesOn(after, next)) continue;
      const value = readOnce(spec, first, count);
      if (value !== NO_VALUE) walk(after, next, [...values, [spec, value]], skips, true);
    }
  }

  function lexAfter(i: number, token: number): number {
    let next = i;
    while (next < words.length && (words[next] as Lex).token < token) next++;
    return next;
  }

  function goesOn(node: PhraseNode, next: number): boolean {
    const word = words[next]?.word;
    if (next >= words.length) return node.ends.length > 0;
    return node.slots.size > 0 || (word !== undefined && (node.words.has(word) || AFTERWARDS.has(word)));
  }

  function readOnce(spec: ArgumentSpec, first: number, count: number): unknown {
    const key = `${spec.signature}@${first}+${count}`;
    if (!read.has(key)) read.set(key, readSlot(spec, first, count));
    return read.get(key);
  }

  function readSlot(spec: ArgumentSpec, first: number, count: number): unknown {
    const span = tokens.slice(first, first + count);
    const last = first + count === tokens.length;
    if (spec.kind === "line") return source.slice(span[0]?.start).trimEnd();
    if (spec.kind === "text" && !spec.list) return readText(span, last);
    const list = span.map((token, i) => wordOf(token, last && i === count - 1));
    const reading = readWords(spec, list, { source, saying, all: true });
    if (reading !== undefined && reading.used === count) return reading.value;
    const only = list[0];
    if (count > 1 || only === undefined || only.whole) return NO_VALUE;
    // "web-03's"
    const owner = /^(.+)['\u2019]s$/.exec(only.text)?.[1];
    return (owner === undefined ? undefined : readWord(spec, { ...only, text: owner }, saying)) ?? NO_VALUE;
  }

  function readText(span: readonly Token[], last: boolean): unknown {
    const [first, end] = [span[0] as Token, span.at(-1) as Token];
    if (span.length === 1 && first.kind !== "bare") return first.text;
    const text = source.slice(first.start, end.end);
    return last && asks() ? text.replace(/\s*[?!.]+$/, "") : text;
  }

  function asks(): boolean {
    return /^(?:what|who|where|when|how|why|is|are|can|could|do|does|did|will|would)$/.test(words[0]?.word ?? "");
  }
}

function mayBeSkipped(node: PhraseNode, word: string, begun: boolean): boolean {
  if (ANYWHERE.has(word) || (!begun && BEFORE.has(word))) return true;
  if (node.ends.length > 0 && AFTERWARDS.has(word)) return true;
  return BEFORE_VALUE.has(word) && [...node.slots.values()].some(({ spec }) => !isOpenEnded(spec));
}

function isOpenEnded(spec: ArgumentSpec): boolean {
  return spec.kind === "text" || spec.kind === "json" || spec.kind === "line";
}

function mostTokens(spec: ArgumentSpec): number {
  if (isOpenEnded(spec)) return Number.POSITIVE_INFINITY;
  return spec.list ? 24 : severalWords(spec) ? MOST_WORDS : 1;
}

/** A token as a word; the last of the message without the marks that end a sentence. */
function wordOf(token: Token, last: boolean): Word {
  const whole = token.kind !== "bare";
  const text = last && !whole ? token.text.replace(/[?!.]+$/, "") : token.text;
  return {
    text: text === "" ? token.text : text,
    ...(token.alt !== undefined && { alt: token.alt }),
    whole,
    comma: whole ? token.after === "," : token.text.endsWith(","),
    start: token.start,
    end: token.end,
  };
}
