import { z } from "zod";
import { canonical } from "./canonical.ts";
import { type Hash, leafHash } from "./merkle.ts";
import { type Commitments, commit, newSealKey, type Opening, type Openings, sealedFields } from "./seal.ts";

const base64Hash = z.string().length(44);
const sealed = z.strictObject(
  Object.fromEntries(sealedFields.map((field) => [field, base64Hash.optional()])) as Record<
    (typeof sealedFields)[number],
    z.ZodOptional<z.ZodString>
  >,
);

const frame = {
  /** Of this format. */
  v: z.literal(1),
  /** Place in the record, from 0. */
  number: z.int().min(0),
  /** UTC, ISO 8601 with milliseconds. */
  at: z.string(),
  /**
   * The leaf hash of the entry before, base64; absent in entry 0. The tree makes it redundant; it lets a verifier name
   * an entry that was changed together with the hash that was kept of it.
   */
  prev: base64Hash.optional(),
  sealed,
};

/** The facts of an entry that are neither personal nor free text. This is what the tree is built over. */
export const entrySchema = z.discriminatedUnion("kind", [
  z.strictObject({
    ...frame,
    kind: z.literal("decision"),
    request: z.string(),
    command: z.string(),
    /** SHA-256 over declaration and code of the command, hex. */
    version: z.string(),
    via: z.string(),
    decision: z.enum(["allow", "wait", "deny"]),
    code: z.string(),
    policies: z.array(z.strictObject({ id: z.string(), file: z.string(), line: z.int() })),
  }),
  z.strictObject({
    ...frame,
    kind: z.literal("outcome"),
    request: z.string(),
    /** The number of the decision that allowed it. */
    decision: z.int().min(0),
    outcome: z.enum(["done", "failed", "broken", "timeout", "cancelled"]),
    ms: z.number(),
  }),
  z.strictObject({
    ...frame,
    kind: z.literal("note"),
    about: z.string(),
    facts: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
  }),
]);

export type Entry = z.infer<typeof entrySchema>;
export type DecisionEntry = Extract<Entry, { kind: "decision" }>;
export type OutcomeEntry = Extract<Entry, { kind: "outcome" }>;

type Unsealed<E> = E extends Entry ? Omit<E, "v" | "number" | "prev" | "sealed"> : never;

/** An entry before it has a place: its plain facts, and the texts to be sealed. */
export interface Draft {
  readonly facts: Unsealed<Entry>;
  readonly texts: { readonly [F in (typeof sealedFields)[number]]?: string };
  /** For finding it again without reading it: not part of the entry. */
  readonly finding: { readonly person?: string; readonly room?: string };
}

/** Commitments and openings of a draft's texts; made once, whatever place the entry gets. */
export interface Sealed {
  readonly draft: Draft;
  readonly commitments: Commitments;
  /** {@link Openings}, printed once. */
  readonly openings: string;
}

export function sealDraft(draft: Draft): Sealed {
  const commitments: Record<string, string> = {};
  const openings: Record<string, Opening> = {};
  const fields = Object.entries(draft.texts).filter((field): field is [string, string] => field[1] !== undefined);
  fields.forEach(([field, text]) => {
    const key = newSealKey();
    commitments[field] = commit(key, text);
    openings[field] = { key: key.toString("base64"), text };
  });
  return { draft, commitments, openings: JSON.stringify(openings satisfies Openings) };
}

/** The canonical text of the entry at this place, and its leaf hash. */
export function placeEntry(
  { draft, commitments }: Sealed,
  number: number,
  prev: Hash | undefined,
): { readonly body: string; readonly leaf: Hash } {
  const body = canonical({ v: 1, number, prev: prev?.toString("base64"), ...draft.facts, sealed: commitments });
  return { body, leaf: leafHash(body) };
}

/** Reads an entry's canonical text; undefined when it is none. For untrusted text. */
export function parseEntry(body: string): Entry | undefined {
  try {
    const entry = entrySchema.safeParse(JSON.parse(body));
    return entry.success && canonical(entry.data) === body ? entry.data : undefined;
  } catch {
    return;
  }
}
