import { slipsBetween } from "../../base/near.ts";
import type { ArgumentSpec, Shape } from "./argument.ts";
import { flagOf, foldKey } from "./letter.ts";
import type { Token } from "./token.ts";

/** One word of what follows a command's name, ready to be bound. */
export interface Word {
  readonly text: string;
  readonly alt?: string;
  /** Taken as one value whatever it holds. */
  readonly whole: boolean;
  /** A comma follows: the next word belongs to the same list. */
  readonly comma: boolean;
  readonly start: number;
  readonly end: number;
}

/** What was said by name. `open`: the words of a `key: …`, which run to the next key. */
export interface Named {
  readonly spec: ArgumentSpec;
  readonly words: readonly Word[];
  readonly style: "flag" | "open" | "negated" | "bare";
}

export interface Said {
  readonly named: readonly Named[];
  readonly words: readonly Word[];
  /** The first flag or key that the command does not have, as typed, and the one it may have meant. */
  readonly unknown?: { readonly said: string; readonly near?: string };
  /** From here on it is one line, to the letter. */
  readonly lineFrom?: number;
}

const KEY = /^([\p{L}_][\p{L}\p{N}_-]*)([=:])(.*)$/su;
const SWITCH = /^(?:true|false|yes|no|on|off)$/i;

type Key = { spec: ArgumentSpec; style: Named["style"]; rest?: string; at: number };

/**
 * Parts what was said by name (`--hours 3`, `--hours=3`, `hours=3`, `hours: 3`, `--dry-run`, `--no-dry-run`) from what
 * was said in order. Only names that the command declares are names: `https://x` and `user=bob` stay values.
 */
export function splitWords(source: string, tokens: readonly Token[], from: number, shape: Shape): Said {
  const words: Word[] = [];
  const named: Named[] = [];
  let unknown: Said["unknown"];
  const beforeLine = argumentsBeforeLine(shape);
  let i = from;
  let flagsOver = false;

  while (i < tokens.length) {
    const token = tokens[i] as Token;
    if (beforeLine !== undefined && atLine() && !isDeclaredFlag(token)) {
      return { named, words, lineFrom: token.start, ...(unknown && { unknown }) };
    }
    if (!flagsOver && token.kind === "bare") {
      if (token.text === "--") {
        flagsOver = true;
        i++;
        continue;
      }
      const key = keyAt(token, i);
      if (key === "unknown") {
        unknown ??= { said: token.text.split("=")[0] as string, ...nearKey(token.text, shape) };
        i++;
        continue;
      }
      if (key !== undefined) {
        i = takeNamed(key);
        continue;
      }
    }
    const [word, next] = wordAt(i);
    words.push(word);
    i = next;
  }
  return { named, words, ...(unknown && { unknown }) };

  function atLine(): boolean {
    const said = new Set(named.map(({ spec }) => spec));
    if ([...said].some(({ kind }) => kind === "line")) return false;
    return words.length === beforeLine?.filter((spec) => !said.has(spec)).length;
  }

  function isDeclaredFlag(token: Token): boolean {
    const flag = token.kind === "bare" ? flagOf(token.text) : undefined;
    return flag !== undefined && flagKey(flag, 0) !== undefined;
  }

  /** One word, with what is glued to it (`a="b"` where `a` is no key) as it stands in the source. */
  function wordAt(index: number): [Word, number] {
    const first = tokens[index] as Token;
    let last = index;
    while ((tokens[last] as Token).glued && last + 1 < tokens.length && !endsItem(tokens[last] as Token)) last++;
    if (last === index) return [single(first), index + 1];
    const end = tokens[last] as Token;
    const text = source.slice(first.start, end.end);
    return [{ text, whole: false, comma: false, start: first.start, end: end.end }, last + 1];
  }

  function keyAt(token: Token, at: number): Key | "unknown" | undefined {
    const flag = flagOf(token.text);
    if (flag !== undefined) return flagKey(flag, at) ?? "unknown";
    const match = KEY.exec(token.text);
    if (match !== null) {
      const [, name = "", sign, rest = ""] = match;
      const spec = shape.byKey.get(foldKey(name));
      if (spec === undefined) return sign === "=" && nearKey(name, shape).near !== undefined ? "unknown" : undefined;
      if (sign === ":" && /^(?:\/\/|:)/.test(rest)) return undefined;
      if (rest !== "" || token.glued) return { spec, style: "flag", rest, at };
      return sign === "=" ? { spec, style: "flag", rest, at } : { spec, style: "open", at };
    }
    if (token.text.length > 2 && token.text.charCodeAt(0) === 0x2d) {
      const spec = shape.byKey.get(foldKey(token.text.slice(1)));
      if (spec !== undefined && spec.name.length > 1)
        return { spec, style: spec.kind === "boolean" ? "bare" : "flag", at };
    }
    return undefined;
  }

  function flagKey(flag: string, at: number): Key | undefined {
    const equals = flag.indexOf("=");
    const name = equals < 0 ? flag : flag.slice(0, equals);
    const spec = shape.byKey.get(foldKey(name));
    if (spec !== undefined) {
      if (equals >= 0) return { spec, style: "flag", rest: flag.slice(equals + 1), at };
      return { spec, style: spec.kind === "boolean" ? "bare" : "flag", at };
    }
    const negated = /^no-?(.+)$/i.exec(name)?.[1];
    const off = negated === undefined ? undefined : shape.byKey.get(foldKey(negated));
    return off?.kind === "boolean" && equals < 0 ? { spec: off, style: "negated", at } : undefined;
  }

  function takeNamed(key: Key): number {
    const token = tokens[key.at] as Token;
    const next = tokens[key.at + 1];
    if (key.style === "negated" || key.style === "bare") {
      const takes = key.style === "bare" && next?.kind === "bare" && SWITCH.test(next.text);
      named.push({ spec: key.spec, words: takes ? [single(next)] : [], style: takes ? "flag" : key.style });
      return key.at + (takes ? 2 : 1);
    }
    const taken: Word[] = [];
    let index = key.at + 1;
    if (key.rest === "" && !token.glued && key.spec.list) {
      named.push({ spec: key.spec, words: [], style: "flag" });
      return index;
    }
    if (key.rest !== undefined && key.rest !== "") {
      taken.push({
        ...single(token),
        text: key.rest,
        start: token.end - key.rest.length,
        comma: key.rest.endsWith(","),
      });
    } else if (key.rest === "" && !token.glued) {
      taken.push({ ...single(token), text: "", whole: true, start: token.end });
    }
    const glued = token.glued && key.rest !== undefined;
    while (index < tokens.length && wantsMore(key, taken, index, glued)) {
      const [word, after] = wordAt(index);
      taken.push(word);
      index = after;
    }
    named.push({ spec: key.spec, words: taken, style: key.style });
    return index;
  }

  /** Whether the value that is being read goes on with the token at `index`. */
  function wantsMore({ spec, style }: Key, taken: readonly Word[], index: number, glued: boolean): boolean {
    const token = tokens[index] as Token;
    const last = taken.at(-1);
    if (last === undefined) return true;
    if (glued && taken.length === 1 && !last.whole && (last.text.endsWith(",") || last.text === "")) return true;
    if (token.kind === "bare" && keyAt(token, index) !== undefined) return false;
    if (spec.list) return last.comma || token.text.startsWith(",") || isAnd(last) || isAnd(single(token));
    if (last.whole && taken.length === 1) return false;
    if (style === "open") return true;
    // A duration or a time is several words more often than not ("2 hours", "tomorrow 9:00"): binding takes what fits.
    return severalWords(spec) && taken.length < MOST_WORDS;
  }
}

/** Most words that a duration, a time or a choice of several words is made of. */
export const MOST_WORDS = 6;

export function severalWords(spec: ArgumentSpec): boolean {
  if (spec.entity === "duration" || spec.entity === "time") return true;
  return spec.kind === "choice" && spec.choices.some((choice) => /\s/.test(String(choice)));
}

export function isAnd(word: Word): boolean {
  return !word.whole && /^(?:and|&|\+)$/i.test(word.text);
}

function single(token: Token): Word {
  const whole = token.kind !== "bare";
  return {
    text: token.text,
    ...(token.alt !== undefined && { alt: token.alt }),
    whole,
    comma: whole ? token.after === "," : token.text.endsWith(",") && token.text.length > 1,
    start: token.start,
    end: token.end - (token.after === undefined ? 0 : 1),
  };
}

function endsItem(token: Token): boolean {
  return token.after === "," || (token.kind === "bare" && token.text.endsWith(","));
}

function argumentsBeforeLine(shape: Shape): readonly ArgumentSpec[] | undefined {
  const ordered = shape.args.filter((spec) => spec.kind !== "boolean");
  const at = ordered.findIndex((spec) => spec.kind === "line");
  return at < 0 ? undefined : ordered.slice(0, at);
}

function nearKey(said: string, shape: Shape): { near?: string } {
  const word = foldKey((flagOf(said) ?? said).split("=")[0] as string);
  const allowed = word.length < 4 ? 1 : 2;
  if (word.length < 3) return {};
  let near: string | undefined;
  let fewest = allowed + 1;
  for (const [key, spec] of shape.byKey) {
    const slips = slipsBetween(word, key, fewest);
    if (slips < fewest) [near, fewest] = [spec.name, slips];
  }
  return near === undefined ? {} : { near };
}
