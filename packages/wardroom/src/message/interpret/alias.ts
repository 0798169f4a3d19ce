import { fold } from "./letter.ts";
import type { Token } from "./token.ts";

/** An alias within an alias, and so on, goes no deeper than this. */
export const ALIAS_DEPTH = 5;
/** A name of an alias has at most so many words. */
export const ALIAS_WORDS = 4;

export type Expansion =
  | { readonly kind: "line"; readonly line: string; readonly name: string }
  | { readonly kind: "circle"; readonly path: readonly string[] };

/** How names of aliases are compared and kept: case folded, one blank between words. */
export function aliasKey(name: string): string {
  return fold(name.trim()).replace(/\s+/g, " ");
}

/**
 * The line with the alias that it begins with put in full, once. What follows the alias follows what it means. A
 * person's own come before the site's. `path` are the aliases that led here.
 */
export function expandAlias(
  line: string,
  tokens: readonly Token[],
  aliases: readonly (ReadonlyMap<string, string> | undefined)[],
  path: readonly string[],
): Expansion | undefined {
  if (aliases.every((map) => map === undefined || map.size === 0)) return undefined;
  const words: string[] = [];
  for (const token of tokens.slice(0, ALIAS_WORDS)) {
    if (token.kind !== "bare") break;
    words.push(fold(token.text));
  }
  for (let count = words.length; count > 0; count--) {
    const typed = words.slice(0, count).join(" ");
    for (const name of count === tokens.length ? [typed, typed.replace(/[?!.]+$/, "")] : [typed]) {
      const means = aliases.map((map) => map?.get(name)).find((text) => text !== undefined);
      if (means === undefined) continue;
      if (path.includes(name) || path.length >= ALIAS_DEPTH) return { kind: "circle", path: [...path, name] };
      const rest = count === tokens.length ? "" : line.slice(tokens[count]?.start);
      return { kind: "line", line: rest === "" ? means : `${means} ${rest}`, name };
    }
  }
  return undefined;
}
