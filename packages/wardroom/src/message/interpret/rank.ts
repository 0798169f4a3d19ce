import { isDeepStrictEqual } from "node:util";
import type { Inventory } from "@wardroom/sdk";
import type { ArgumentSpec } from "./argument.ts";
import type { PhraseFound } from "./match.ts";

/** Types that few words fit. That one does is a sign; that a word can be a name is none. */
const TELLING = new Set(["ip", "domain", "url", "email", "md5", "sha1", "sha256", "sha512", "cve", "asn", "mac"]);

/**
 * The phrases that a message most likely is: those with the most literal words, then those whose values are of the more
 * telling types, then those with the fewest words left aside. More than one: they cannot be told apart.
 */
export function bestPhrases(found: readonly PhraseFound[], inventory: Inventory): PhraseFound[] {
  if (found.length < 2) return [...found];
  const ranked = found
    .map((one) => ({ one, rank: [Number(!one.open), one.end.literals, telling(one, inventory), -one.skips] as const }))
    .sort((a, b) => compare(b.rank, a.rank));
  const top = ranked[0]?.rank ?? [];
  const best: PhraseFound[] = [];
  for (const { one, rank } of ranked) {
    if (compare(rank, top) !== 0) break;
    if (!best.some((other) => sameCall(other, one))) best.push(one);
  }
  return best;
}

function compare(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : (a[at] as number) - (b[at] as number);
}

function sameCall(a: PhraseFound, b: PhraseFound): boolean {
  return a.end.entry === b.end.entry && isDeepStrictEqual(a.args, b.args);
}

function telling(found: PhraseFound, inventory: Inventory): number {
  return found.slots.reduce(
    (sum, spec, i) => sum + weight(spec, found.args[found.end.slots[i] as string], inventory),
    0,
  );
}

function weight(spec: ArgumentSpec, value: unknown, inventory: Inventory): number {
  if (isTelling(spec)) return 4;
  if (spec.entity === "host") return inventory.find(String(value)) === undefined ? 1 : 4;
  if (spec.kind === "text" || spec.kind === "line" || spec.kind === "json") return 0;
  return spec.entity === "user" || spec.entity === "room" || spec.entity === "file" ? 1 : 3;
}

export function isTelling(spec: ArgumentSpec): boolean {
  return spec.entity !== undefined && TELLING.has(spec.entity);
}
