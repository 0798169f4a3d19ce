import type { Decision } from "../model/decision.ts";
import type { Outcome } from "../model/outcome.ts";
import { callHash } from "../model/request.ts";
import { canonical } from "./canonical.ts";
import type { Draft } from "./entry.ts";

/** A fact that is neither a decision nor an outcome: settings changed, a text erased. */
export interface Note {
  /** Kebab-case and stable: `settings-changed`. */
  readonly about: string;
  /** Neither personal nor free text: these can never be erased. */
  readonly facts?: Readonly<Record<string, string | number | boolean>>;
  readonly text?: string;
  readonly person?: { readonly id: string; readonly name: string };
}

/** Takes known secrets out of a text. */
export type Blank = (text: string) => string;

/**
 * What the store and canonical JSON cannot hold (NUL, half a surrogate pair) is shown as what it is: a character that
 * was not one. So is the record separator, which parts rows on their way to the store.
 */
function clean(text: string): string {
  return /[\0\x1e\ud800-\udfff]/.test(text) ? text.toWellFormed().replaceAll(/[\0\x1e]/g, "\ufffd") : text;
}

/** Each string in a value blanked by itself: blanking printed JSON could eat its quotes. */
function blanked(value: unknown, blank: Blank): unknown {
  if (typeof value === "string") return clean(blank(value));
  if (Array.isArray(value)) return value.map((inner) => blanked(inner, blank));
  if (value === null || typeof value !== "object") return value;
  if (value instanceof Date) return value.toISOString();
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [clean(key), blanked(inner, blank)]));
}

export function draftDecision({ kind, request, reason, policies }: Decision, at: Date, blank: Blank): Draft {
  const { person, account, place } = request;
  const room = clean(place.room);
  return {
    facts: {
      kind: "decision",
      at: at.toISOString(),
      request: clean(request.id),
      command: clean(request.command),
      version: request.version,
      via: request.via,
      decision: kind,
      code: reason.code,
      policies: policies.map(({ id, file, line }) => ({ file: clean(file), id: clean(id), line })),
    },
    // Keys stand in their canonical order, which spares sorting them.
    texts: {
      args: canonical(blanked(request.args, blank)),
      // Of the arguments as they are: what runs is compared with this. It is sealed, for arguments can be guessed.
      call: callHash(request),
      reason: clean(blank(reason.say)),
      where: canonical({ room, thread: place.thread === undefined ? undefined : clean(place.thread) }),
      who: canonical({
        account: { platform: account.platform, tenant: clean(account.tenant), userId: clean(account.userId) },
        name: clean(person.name),
        person: clean(person.id),
      }),
      words: clean(blank(request.words)),
    },
    finding: { person: clean(person.id), room },
  };
}

export function draftOutcome(
  { entry, request }: { readonly entry: number; readonly request: { readonly id: string } },
  { kind, say, card, files, ms }: Outcome,
  at: Date,
  blank: Blank,
): Draft {
  return {
    facts: { kind: "outcome", at: at.toISOString(), request: clean(request.id), decision: entry, outcome: kind, ms },
    texts: { output: canonical(blanked({ card, files, say }, blank)) },
    finding: {},
  };
}

export function draftNote({ about, facts = {}, text, person }: Note, at: Date, blank: Blank): Draft {
  return {
    facts: { kind: "note", at: at.toISOString(), about, facts: blanked(facts, blank) as Required<Note>["facts"] },
    texts: {
      who: person && canonical({ name: clean(person.name), person: clean(person.id) }),
      text: text === undefined ? undefined : clean(blank(text)),
    },
    finding: person === undefined ? {} : { person: clean(person.id) },
  };
}
