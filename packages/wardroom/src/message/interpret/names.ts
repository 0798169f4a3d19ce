import type { Entry, Grammar, NameNode } from "./grammar.ts";
import { fold } from "./letter.ts";
import type { Token } from "./token.ts";

export interface NameFound {
  readonly entry: Entry;
  /** How many tokens the name took. */
  readonly used: number;
}

/** The longest command name that the tokens begin with. Quoted words are values, never names. */
export function findName(grammar: Grammar, tokens: readonly Token[]): NameFound | undefined {
  let node: NameNode | undefined = grammar.root;
  let found: NameFound | undefined;
  for (let i = 0; i < tokens.length; i++) {
    const token = tokens[i] as Token;
    if (token.kind !== "bare") break;
    node = step(node, token.text, i + 1 === tokens.length);
    if (node === undefined) break;
    if (node.entry !== undefined) found = { entry: node.entry, used: i + 1 };
  }
  return found;
}

function step(node: NameNode, text: string, last: boolean): NameNode | undefined {
  const word = fold(text);
  const next = node.next.get(word);
  if (next !== undefined || !/[?!.,:;]$/.test(word)) return next;
  const bare = node.next.get(word.replace(/[?!.,:;]+$/, ""));
  // "help?", and "host status: web-03".
  return last || (bare?.entry !== undefined && /[:,]$/.test(word)) ? bare : undefined;
}
