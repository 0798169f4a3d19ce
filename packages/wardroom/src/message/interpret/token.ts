import { isBlank, isInvisible, visible } from "./letter.ts";
import { type Mention, unwrapAll, unwrapAt } from "./markup.ts";

/**
 * A word of a message, or what stood in quotes. `bare` words are cleaned of what cannot be seen; what stands in
 * straight single quotes or in code is taken as it is, to the letter.
 */
export interface Token {
  readonly text: string;
  readonly kind: "bare" | "quoted" | "code" | "markup";
  readonly start: number;
  readonly end: number;
  /** The other reading of a link: its target when `text` is what was typed, its label when `text` is the target. */
  readonly alt?: string;
  /** The chat's own id, of a mention. */
  readonly id?: string;
  /** One character of punctuation that followed a quote or markup directly: `"a", "b"`. */
  readonly after?: string;
  /** The next token follows without a blank (`key="a b"`). */
  readonly glued: boolean;
}

const CLOSERS: Readonly<Record<string, string>> = {
  '"': '"\u201d',
  "'": "'",
  "\u201c": '\u201d"',
  "\u201e": "\u201c\u201d",
  "\u201d": "\u201d",
  "\u2018": "\u2019",
  "\u201a": "\u2018\u2019",
  "\u2019": "\u2019",
  "\u00ab": "\u00bb",
  "\u00bb": "\u00ab",
  "\u2039": "\u203a",
  "\u203a": "\u2039",
  "\u300c": "\u300d",
  "\u300e": "\u300f",
};

const AFTER = ",.;:!?)]}";

/**
 * Cuts a text into tokens, in time linear in its length. A quote opens at the start of a word, after `=`, `:` or `,`,
 * and closes before a blank, punctuation or the end, so that apostrophes stay letters; one that never closes is a letter.
 * Inside `"…"` only `\"` is an escape: a backslash is a letter there as elsewhere, so `"C:\temp"` is what it looks like.
 */
export function tokenize(source: string, mention?: Mention): Token[] {
  const tokens: Token[] = [];
  const unclosed = new Set<string>();
  const length = source.length;
  let i = 0;
  while (i < length) {
    const code = source.charCodeAt(i);
    if (isBlank(code) || isInvisible(code)) {
      i++;
      continue;
    }
    const special = specialAt(source, i, unclosed, mention);
    if (special !== undefined) {
      tokens.push(special);
      i = special.end;
      continue;
    }
    let j = i + 1;
    let next: Token | undefined;
    for (; j < length; j++) {
      if (isBlank(source.charCodeAt(j))) break;
      const before = source.charCodeAt(j - 1);
      if (before === 0x3d || before === 0x3a || before === 0x2c) {
        next = specialAt(source, j, unclosed, mention);
        if (next !== undefined) break;
      }
    }
    const text = visible(source.slice(i, j));
    if (text !== "") tokens.push({ text, kind: "bare", start: i, end: j, glued: next !== undefined });
    if (next !== undefined) tokens.push(next);
    i = next?.end ?? j;
  }
  return tokens;
}

function specialAt(source: string, at: number, unclosed: Set<string>, mention?: Mention): Token | undefined {
  const letter = source[at] as string;
  if (letter === "`") return codeAt(source, at, unclosed);
  if (letter === "<" || letter === "[") {
    const found = unwrapAt(source, at, mention);
    return found === undefined ? undefined : ended(source, { ...found, kind: "markup", start: at }, found.end);
  }
  const closers = CLOSERS[letter];
  if (closers === undefined || unclosed.has(letter)) return undefined;
  let lastEscaped = -1;
  for (let j = at + 1; j < source.length; j++) {
    if (!closers.includes(source[j] as string) || !isBoundary(source, j + 1)) continue;
    if (letter === '"' && source[j] === '"' && source[j - 1] === "\\" && j - 1 > at) {
      lastEscaped = j;
      continue;
    }
    return quoted(source, at, j, letter, mention);
  }
  // `"C:\temp\"`: the only quote that could close it looks escaped, so it was not.
  if (lastEscaped > 0) return quoted(source, at, lastEscaped, letter, mention);
  unclosed.add(letter);
  return undefined;
}

function quoted(source: string, at: number, close: number, letter: string, mention?: Mention): Token {
  const inside = source.slice(at + 1, close);
  const text = letter === "'" ? inside : unwrapAll(letter === '"' ? inside.replace(/\\"/g, '"') : inside, mention);
  return ended(source, { text, kind: "quoted", start: at }, close + 1);
}

/** Code as in CommonMark: closed by a run of backticks as long as the one that opened it. */
function codeAt(source: string, at: number, unclosed: Set<string>): Token | undefined {
  let open = at;
  while (source[open] === "`") open++;
  const ticks = source.slice(at, open);
  if (unclosed.has(ticks)) return undefined;
  for (let j = source.indexOf(ticks, open); j >= 0; j = source.indexOf(ticks, j)) {
    let end = j;
    while (source[end] === "`") end++;
    if (end - j === ticks.length) {
      return ended(source, { text: insideFence(source.slice(open, j), ticks.length), kind: "code", start: at }, end);
    }
    j = end;
  }
  unclosed.add(ticks);
  return undefined;
}

/** A fence of three and more gives its lines, without the name of the language; a span gives what it holds. */
function insideFence(inside: string, ticks: number): string {
  const first = inside.indexOf("\n");
  if (ticks < 3 || first < 0 || !/^[\w+#.-]{0,30}\r?$/.test(inside.slice(0, first))) return inside;
  const last = inside.lastIndexOf("\n");
  if (last === first || inside.slice(last).trim() !== "") return inside.slice(first + 1);
  // Pasted with CRLF throughout, the last CR belongs to the fence, not to what it holds.
  const end = inside[first - 1] === "\r" && inside[last - 1] === "\r" ? last - 1 : last;
  return inside.slice(first + 1, Math.max(end, first + 1));
}

function ended(source: string, token: Omit<Token, "glued" | "end">, close: number): Token {
  const letter = source[close];
  if (letter !== undefined && AFTER.includes(letter)) {
    return { ...token, end: close + 1, after: letter, glued: close + 1 < source.length && !blankAt(source, close + 1) };
  }
  return { ...token, end: close, glued: letter !== undefined && !blankAt(source, close) };
}

function blankAt(source: string, at: number): boolean {
  return isBlank(source.charCodeAt(at)) || isInvisible(source.charCodeAt(at));
}

function isBoundary(source: string, at: number): boolean {
  return at >= source.length || blankAt(source, at) || AFTER.includes(source[at] as string);
}
