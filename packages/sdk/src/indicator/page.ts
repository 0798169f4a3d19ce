import { FANGS, LOOKALIKES, type Mark, markReader } from "../entity/refang.ts";

export const indicatorTypes = [
  "ip",
  "domain",
  "url",
  "email",
  "md5",
  "sha1",
  "sha256",
  "sha512",
  "cve",
  "asn",
  "mac",
] as const;
export type IndicatorType = (typeof indicatorTypes)[number];

/** Something in a text that names a thing on the network, a file by its hash, or a weakness. */
export interface Indicator {
  readonly type: IndicatorType;
  /** Canonical, defanging taken out. */
  readonly value: string;
  /** UTF-16 offsets into the text as given. */
  readonly start: number;
  readonly end: number;
}

/**
 * A text laid flat: escapes (JSON, HTML) and defanging read as what they stand for, with the way back to where each
 * character stood. Finders look at `plain`, and claim what they found so that no later one takes a part of it.
 */
export interface Page {
  readonly plain: string;
  /** Whether somebody made part of `plain[from, to)` unclickable on purpose. */
  fanged(from: number, to: number): boolean;
  claimed(from: number, to: number): boolean;
  /** Keeps others off `plain[from, to)`. */
  claim(from: number, to: number): void;
  found(type: IndicatorType, value: string, from: number, to: number): void;
}

const ENTITIES: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
  period: ".",
  commat: "@",
  colon: ":",
  sol: "/",
  num: "#",
  quest: "?",
  equals: "=",
  lsqb: "[",
  rsqb: "]",
  hyphen: "-",
};
const CONTROL: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t" };

function codePoint(digits: string, radix: number): string {
  const code = Number.parseInt(digits, radix);
  return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : "\ufffd";
}

const ESCAPES: readonly Mark[] = [
  [`&(?:${Object.keys(ENTITIES).join("|")});`, (text) => ENTITIES[text.slice(1, -1).toLowerCase()] ?? text],
  ["&#\\d{1,7};", (text) => codePoint(text.slice(2, -1), 10)],
  ["&#x[0-9a-f]{1,6};", (text) => codePoint(text.slice(3, -1), 16)],
  ["\\\\u[0-9a-f]{4}|\\\\x[0-9a-f]{2}", (text) => codePoint(text.slice(2), 16)],
  ['\\\\{1,8}[/"]', (text) => text.slice(-1)],
  ["\\\\['\\\\]", (text) => text.slice(1)],
  ["\\\\[nrt]", (text) => CONTROL[text.slice(1).toLowerCase()] ?? text],
];

/** "evil dot com", said aloud; the word before must not make "dot com" a word of its own ("the dot com bubble"). */
const SPOKEN: readonly Mark[] = [
  ["(?<=[a-z\\d]) \\. (?=(?:com|net|org|info|biz|io|ru|cn|co|uk|de|xyz|top|onion|example|test)\\b)", "."],
  ["(?<=\\b\\d{1,3}) \\. (?=\\d{1,3}\\b)", "."],
  ["(?<=\\d)[ \\t]{1,2}dot[ \\t]{1,2}(?=\\d)", "."],
  [
    "(?=[ \\t]{1,2}dot[ \\t])(?<=[\\p{L}\\d])(?<!\\b(?:the|a|an|this|that|these|those|old|every|each|of|in|any|and|or))[ \\t]{1,2}dot[ \\t]{1,2}" +
      "(?=(?:com|net|org|info|biz|io|ru|cn|co|uk|de|xyz|top|onion|example|test)\\b|[\\p{L}\\d-]{1,63}[ \\t]{1,2}dot[ \\t])",
    ".",
  ],
  [
    "(?=[ \\t]at[ \\t])(?<=(?:[a-z\\d][._+-][a-z\\d]{1,30}|[a-z]\\d{1,8}|\\b(?:admin|info|support|abuse|contact|sales|security|root|hr|billing|soc|noreply)))" +
      "[ \\t]at[ \\t](?=[a-z\\d-]{1,63}[ \\t]{1,2}(?:dot|[\\[(](?:dot|\\.)[\\])])[ \\t])",
    "@",
  ],
  ["(?<=[\\p{L}\\d])[ \\t](?-i:AT)[ \\t](?=[a-z\\d-]{1,63}[ \\t](?-i:DOT)[ \\t])", "@"],
];

const marks = [...FANGS, ...SPOKEN, ...LOOKALIKES, ...ESCAPES];
const reader = markReader(marks);
const ON_PURPOSE = FANGS.length + SPOKEN.length;
const CONTROL_ESCAPE = marks.length - 1;
/** Whether there is anything to lay flat at all; most lines of a log have none of it. */
const ANY =
  /[[\](){}<>\\&\u00ad\u180e\u200b-\u2064\u24b6-\u24e9\u29f8\u2024\u2044\u2215\u2236\u3002\ua789\ufe52-\uff61\ufeff\ud835]|\bdot\b| \. |h[x*_+t-]{2,3}ps?:|fxps?:|f\*p/i;

interface Fold {
  /** Where it stands in the flat text, and where it stood in the text as given. */
  readonly at: number;
  readonly length: number;
  readonly from: number;
  readonly to: number;
  readonly onPurpose: boolean;
}

/** In `C:\new\readme` the backslash is a separator, not the start of an escape. */
function inPath(text: string, index: number): boolean {
  const chunk = text.slice(Math.max(0, index - 200), index);
  const start = Math.max(
    chunk.lastIndexOf(" "),
    chunk.lastIndexOf('"'),
    chunk.lastIndexOf("\n"),
    chunk.lastIndexOf("'"),
  );
  return /^(?:[a-z]:|\\|hk[a-z_]+\\|%\w+%|\$env:)/i.test(chunk.slice(start + 1));
}

function flatten(text: string): { plain: string; folds: readonly Fold[] } {
  if (!ANY.test(text)) return { plain: text, folds: [] };
  const folds: Fold[] = [];
  let plain = "";
  let done = 0;
  reader.pattern.lastIndex = 0;
  for (let match = reader.pattern.exec(text); match !== null; match = reader.pattern.exec(text)) {
    const from = match.index;
    const to = from + match[0].length;
    const { mark, plain: stands } = reader.plain(match);
    if (mark === CONTROL_ESCAPE && inPath(text, from)) continue;
    plain += text.slice(done, from);
    folds.push({ at: plain.length, length: stands.length, from, to, onPurpose: mark < ON_PURPOSE });
    plain += stands;
    done = to;
  }
  return { plain: plain + text.slice(done), folds };
}

/** The last fold that begins at or before `at`; -1 when none does. */
function foldBefore(folds: readonly Fold[], at: number): number {
  let low = 0;
  let high = folds.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((folds[middle] as Fold).at <= at) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

/** Lays a text flat. `taken` tells afterwards what was found on it, in the order of the text. */
export function openPage(text: string): { page: Page; taken(): Indicator[] } {
  const { plain, folds } = flatten(text);
  const used = new Uint8Array(plain.length);
  const all: Indicator[] = [];

  function origin(at: number): number {
    const fold = folds[foldBefore(folds, at)];
    if (fold === undefined) return at;
    return fold.at + fold.length > at ? fold.from : fold.to + (at - fold.at - fold.length);
  }

  function originEnd(to: number): number {
    const last = to - 1;
    const fold = folds[foldBefore(folds, last)];
    if (fold === undefined) return to;
    return fold.at + fold.length > last ? fold.to : fold.to + (last - fold.at - fold.length) + 1;
  }

  const page: Page = {
    plain,
    fanged(from, to) {
      for (let i = foldBefore(folds, to - 1); i >= 0; i--) {
        const fold = folds[i] as Fold;
        if (fold.at < from) return false;
        if (fold.onPurpose) return true;
      }
      return false;
    },
    claimed(from, to) {
      for (let i = from; i < to; i++) if (used[i] === 1) return true;
      return false;
    },
    claim: (from, to) => void used.fill(1, from, to),
    found(type, value, from, to) {
      used.fill(1, from, to);
      all.push({ type, value, start: origin(from), end: originEnd(to) });
    },
  };
  return { page, taken: () => all.sort((a, b) => a.start - b.start || b.end - a.end) };
}
