import { type Card, defang, type Said } from "@wardroom/sdk";
import type { Answer } from "../dns/dns.ts";
import type { Hit, ListState } from "../lists/lists.ts";

/** One fact on a card. */
export interface Fact {
  readonly label: string;
  readonly value: string;
  readonly mono?: boolean;
}

const SHOWN = 6;

/** Each part defanged, so that no chat makes a link of it; `10 mx.evil.example` too. */
export function harmless(text: string): string {
  return text.split(" ").map(defang).join(" ");
}

/** What name servers said, in a fact; the first few values, and how many more. */
export function dnsFact(label: string, answer: Answer): Fact {
  if (answer.kind === "no-such-name") return { label, value: "no such name" };
  if (answer.kind === "unheard") return { label, value: `unknown: ${answer.why}` };
  if (answer.values.length === 0) return { label, value: "none" };
  const more = answer.values.length - SHOWN;
  const shown = answer.values.slice(0, SHOWN).map(harmless).join(", ");
  return { label, value: more > 0 ? `${shown} and ${more} more` : shown, mono: true };
}

/** How long ago, in the largest unit that fits. */
function age(since: Date, now: Date): string {
  const minutes = Math.max(0, Math.floor((now.getTime() - since.getTime()) / 60_000));
  if (minutes < 60) return `${minutes} min`;
  if (minutes < 48 * 60) return `${Math.floor(minutes / 60)} h`;
  return `${Math.floor(minutes / 1440)} days`;
}

/** What the lists say, and how far they can be relied on. */
export function listFacts({ hits, states }: { hits: readonly Hit[]; states: readonly ListState[] }, now: Date): Fact[] {
  const facts: Fact[] = hits.map(({ list, kind, entry, about }) => ({
    label: kind === "block" ? "On block list" : "On warning list",
    value: `${list}: ${harmless(entry)}${about === undefined ? "" : ` (${about})`}`,
  }));
  if (hits.length === 0)
    facts.push({ label: "Lists", value: states.length === 0 ? "none are set up" : `on none of ${states.length}` });
  for (const { name, knownAt, problem } of states) {
    if (problem === undefined) continue;
    const old = knownAt === undefined ? "never read" : `${age(knownAt, now)} old`;
    facts.push({ label: "Not fresh", value: `${name} is ${old}: ${problem}` });
  }
  return facts;
}

/** The age of the oldest list, for the foot of a card. */
export function listAge(states: readonly ListState[], now: Date): string | undefined {
  const oldest = states.flatMap(({ knownAt }) => knownAt ?? []).sort((a, b) => a.getTime() - b.getTime())[0];
  return oldest === undefined ? undefined : `Lists are at most ${age(oldest, now)} old.`;
}

/** A card of facts under one sentence. A hit on a block list colours it; it is a finding, not a failure. */
export function answer(
  say: string,
  facts: readonly Fact[],
  more: { hits?: readonly Hit[]; foot?: readonly (string | undefined)[]; actions?: Card["actions"] } = {},
): Said {
  const foot = (more.foot ?? []).filter((line) => line !== undefined).join(" ");
  const blocked = more.hits?.some(({ kind }) => kind === "block") === true;
  return {
    say,
    card: {
      title: say,
      ...(blocked ? { severity: "high" as const } : {}),
      blocks: [{ kind: "fields", fields: facts.map((fact) => ({ ...fact })) }],
      ...(more.actions === undefined ? {} : { actions: more.actions }),
      ...(foot === "" ? {} : { foot }),
    },
  };
}
