import { fold } from "./letter.ts";
import type { Token } from "./token.ts";

/** A word as phrases compare it. Several can come of one token: "what's" is "what is". */
export interface Lex {
  /** Undefined for what stood in quotes, code or markup: only a slot takes it. */
  readonly word?: string;
  readonly token: number;
  /** Whether a token begins or ends with it: a slot takes whole tokens. */
  readonly opens: boolean;
  readonly closes: boolean;
}

const ASKING = new Set("what who where when how why it that this there here he she let".split(" "));
const RUN_TOGETHER: Readonly<Record<string, readonly string[]>> = {
  whats: ["what", "is"],
  whos: ["who", "is"],
  wheres: ["where", "is"],
  hows: ["how", "is"],
  whens: ["when", "is"],
  thats: ["that", "is"],
  im: ["i", "am"],
  isnt: ["is", "not"],
  arent: ["are", "not"],
  cant: ["can", "not"],
  cannot: ["can", "not"],
  dont: ["do", "not"],
  doesnt: ["does", "not"],
  wont: ["will", "not"],
};
const ENDINGS: readonly (readonly [RegExp, string])[] = [
  [/^(.+)n't$/, "not"],
  [/^(.+)'re$/, "are"],
  [/^(.+)'ve$/, "have"],
  [/^(.+)'ll$/, "will"],
  [/^(.+)'d$/, "would"],
  [/^(i)'m$/, "am"],
];

export function lexes(tokens: readonly Token[]): Lex[] {
  const all: Lex[] = [];
  tokens.forEach((token, index) => {
    const words = token.kind === "bare" ? spokenWords(token.text) : [undefined];
    words.forEach((word, i) => {
      const place = { token: index, opens: i === 0, closes: i === words.length - 1 };
      all.push(word === undefined ? place : { word, ...place });
    });
  });
  return all;
}

/** The words of one bare word: case folded, punctuation at its ends off, contractions in full. Of bare dashes: none. */
export function spokenWords(text: string): readonly string[] {
  const word = fold(text)
    .replace(/^[("[{¿¡]+|[?!.,;:)"\]}…]+$/gu, "")
    .replace(/[\u2018\u2019\u02bc\uff07`´]/g, "'");
  if (word === "" || /^[-\u2010-\u2015/|>*]+$/.test(word)) return [];
  if (Object.hasOwn(RUN_TOGETHER, word)) return RUN_TOGETHER[word] as readonly string[];
  if (!word.includes("'")) return [word];
  const is = /^(.+)'s$/.exec(word)?.[1];
  if (is !== undefined && ASKING.has(is)) return is === "let" ? ["let", "us"] : [is, "is"];
  for (const [ending, second] of ENDINGS) {
    const first = ending.exec(word)?.[1];
    if (first !== undefined) return [first === "ca" ? "can" : first === "wo" ? "will" : first, second];
  }
  return [word.replace(/'/g, "")];
}
