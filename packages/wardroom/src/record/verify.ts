import { type Blame, blameByChain, blameByHash, type Found } from "./blame.ts";
import { type Checkpoint, openCheckpoint, type TreeHead } from "./checkpoint.ts";
import { type LineOf, parseLine } from "./export-line.ts";
import { append, emptyFrontier, type Hash, leafHash, rootOf } from "./merkle.ts";
import { strictBase64, type VerifierKey } from "./note.ts";
import { type Commitments, opens, type SealedField, sealedFields } from "./seal.ts";
import { hashesOf, tileCount, tilesOf } from "./tile.ts";

/** A tree head that the auditor kept from earlier; with its leaf hashes when a whole export was kept. */
export interface Kept extends TreeHead {
  readonly leaves?: readonly Hash[];
}

export type Verdict =
  | {
      readonly ok: true;
      readonly checkpoint: Checkpoint;
      readonly leaves: readonly Hash[];
      /** Texts that are not in the export: left out of it, or erased with a note in the record that says so. */
      readonly withheld: number;
      readonly erased: number;
    }
  | {
      readonly ok: false;
      readonly what: Blame["what"] | "rewritten" | "malformed" | "unsigned";
      readonly entry?: number;
      readonly until?: number;
      /** One sentence for people. */
      readonly say: string;
    };

type Failure = Extract<Verdict, { ok: false }>;

const fail = (what: Failure["what"], say: string, entry?: number): Failure => ({
  ok: false,
  what,
  say,
  ...(entry === undefined ? {} : { entry }),
});

/**
 * Checks an export with nothing but the public key. Needs no store and no clock, only this folder's pure modules, so
 * an auditor can run it elsewhere. What it can find:
 *
 * - whoever lacks the signing key: every change, and the first entry that was changed, removed, inserted or reordered
 *   (or, when everything was rebuilt to fit, the range after the last checkpoint that still holds);
 * - whoever has it: every change to what a checkpoint covers that was kept elsewhere, given as `kept`.
 *
 * What no verifier can find: a lie that was told before the entry was written, and entries cut off the end that no
 * kept checkpoint covers.
 */
export async function verifyExport(
  lines: AsyncIterable<string | undefined>,
  { key, kept = [] }: { readonly key: VerifierKey; readonly kept?: readonly Kept[] },
): Promise<Verdict> {
  const reader = readSections(lines);
  const head = await reader.head(key);
  if ("ok" in head) return head;
  const { checkpoints, signed, withheld } = head;
  const last = checkpoints.at(-1) as Checkpoint;

  const found: Found[] = [];
  const texts = checkTexts(withheld);
  for await (const line of reader.entries()) {
    const before = found.at(-1)?.leaf?.toString("base64");
    const body = line && parseBody(line.body);
    if (line === undefined || body === undefined) found.push({ chained: false });
    else {
      texts.check(found.length, line, body);
      found.push({ leaf: leafHash(line.body), number: body.number, chained: body.prev === before });
    }
  }
  const leaves = found.map(({ leaf }) => leaf ?? Buffer.alloc(32));
  const rootsAt = rootsOf(leaves);

  const whole = found.length === last.size && rootsAt(last.size)?.equals(last.root) === true;
  const intact = checkpoints.filter((one) => rootsAt(one.size)?.equals(one.root)).at(-1)?.size ?? 0;
  const blame = whole ? undefined : signed ? blameByHash(found, signed) : blameByChain(found, last.size, intact);
  const textProblem = texts.first();
  if (textProblem !== undefined && textProblem.entry < (blame?.entry ?? Number.POSITIVE_INFINITY)) return textProblem;
  if (blame !== undefined) return { ok: false, ...blame };
  if (!whole) return fail("unsigned", "The entries do not lead to the root that was signed.");
  if (signed === undefined || !head.tilesFit(leaves))
    return fail("malformed", "The entries are all as they were signed, but the tiles beside them are not.");

  for (const one of checkpoints)
    if (!rootsAt(one.size)?.equals(one.root))
      return fail("rewritten", rewrittenSay(`the export's own checkpoint over ${one.size} entries`, one.size));
  const contradiction = checkKept(leaves, rootsAt, kept);
  return contradiction ?? { ok: true, checkpoint: last, leaves, withheld: texts.withheld(), erased: texts.erased() };
}

const rewrittenSay = (witness: string, size: number): string =>
  `The record was rewritten and signed again: ${witness} speaks of another history, so an entry before number ${size} is not what it was.`;

function checkKept(
  leaves: readonly Hash[],
  rootsAt: (size: number) => Hash | undefined,
  kept: readonly Kept[],
): Failure | undefined {
  const sorted = [...kept].sort((a, b) => a.size - b.size);
  let intact = 0;
  for (const one of sorted) {
    if (one.size > leaves.length)
      return fail(
        "removed",
        `The kept checkpoint covers ${one.size} entries and this export only ${leaves.length}: entry ${leaves.length} and what follows were removed, or the export is older than the checkpoint.`,
        leaves.length,
      );
    if (rootsAt(one.size)?.equals(one.root)) {
      intact = one.size;
      continue;
    }
    const exact = one.leaves?.findIndex((leaf, i) => !leaves[i]?.equals(leaf)) ?? -1;
    const say =
      exact >= 0
        ? `The record was rewritten and signed again: entry ${exact} is the first that is not what it was.`
        : rewrittenSay(`the kept checkpoint over ${one.size} entries`, one.size);
    return exact >= 0 ? fail("rewritten", say, exact) : { ...fail("rewritten", say, intact), until: one.size - 1 };
  }
  return;
}

interface Body {
  readonly number: number;
  readonly prev?: string;
  readonly kind: string;
  readonly sealed: Commitments;
  readonly about?: string;
  readonly facts?: { readonly entry?: unknown; readonly field?: unknown };
}

/** As much of an entry as verifying needs; its hash vouches for the rest. */
function parseBody(body: string): Body | undefined {
  try {
    const value = JSON.parse(body);
    return Number.isSafeInteger(value?.number) && typeof value.sealed === "object" && value.sealed !== null
      ? value
      : undefined;
  } catch {
    return;
  }
}

/** Holds the texts to their commitments, and each missing one to a reason. */
function checkTexts(withheld: ReadonlySet<SealedField>) {
  let wrong: (Failure & { entry: number }) | undefined;
  let left = 0;
  const missing: { entry: number; field: SealedField }[] = [];
  const erasures = new Set<string>();
  const blame = (entry: number, say: string) => {
    wrong ??= { ok: false, what: "changed", entry, say: `Entry ${entry} was changed: ${say}.` };
  };
  const unexplained = () => missing.find(({ entry, field }) => !erasures.has(`${entry} ${field}`));
  return {
    check(entry: number, { texts }: LineOf<"entry">, { kind, sealed, about, facts }: Body): void {
      if (kind === "note" && about === "text-erased") erasures.add(`${facts?.entry} ${facts?.field}`);
      for (const field of sealedFields) {
        const [commitment, opening] = [sealed[field], texts[field]];
        if (opening === undefined) {
          if (commitment === undefined) continue;
          if (withheld.has(field)) left++;
          else missing.push({ entry, field });
        } else if (commitment === undefined || !opens(commitment, opening))
          blame(entry, `its "${field}" is not the text that it commits to`);
        else if (withheld.has(field))
          blame(entry, `its "${field}" is there, though the export says that it was left out`);
      }
    },
    first(): (Failure & { entry: number }) | undefined {
      const gone = unexplained();
      if (gone !== undefined && gone.entry < (wrong?.entry ?? Number.POSITIVE_INFINITY)) {
        wrong = undefined;
        blame(gone.entry, `its "${gone.field}" is gone, and no entry says that it was erased`);
      }
      return wrong;
    },
    withheld: () => left,
    erased: () => missing.length,
  };
}

/** Root hashes of the first N leaves, each made once, in growing order or not. */
function rootsOf(leaves: readonly Hash[]): (size: number) => Hash | undefined {
  let frontier = emptyFrontier;
  return (size) => {
    if (size > leaves.length) return;
    if (size < frontier.size) frontier = emptyFrontier;
    frontier = append(frontier, leaves.slice(frontier.size, size));
    return rootOf(frontier);
  };
}

interface HeadSection {
  readonly checkpoints: readonly Checkpoint[];
  readonly withheld: ReadonlySet<SealedField>;
  /** The leaf hashes, when the tiles lead to the signed root. */
  readonly signed?: readonly Hash[];
  tilesFit(leaves: readonly Hash[]): boolean;
}

/** Walks an export's sections in their order. */
function readSections(lines: AsyncIterable<string | undefined>) {
  const each = lines[Symbol.asyncIterator]();
  const next = async () => {
    const { done, value } = await each.next();
    return done ? ("end" as const) : value === undefined ? undefined : parseLine(value);
  };
  let line: Awaited<ReturnType<typeof next>>;
  return {
    async head(key: VerifierKey): Promise<HeadSection | Failure> {
      const header = await next();
      if (header === "end" || header?.type !== "header")
        return fail("malformed", "This is not an export of a record: its first line is not a header.");
      if (header.key !== key.text)
        return fail(
          "unsigned",
          `This export was signed with another key (${header.key}) than the one given (${key.text}).`,
        );
      if ([...new Set(header.withheld)].sort().join() !== header.withheld.join())
        return fail("malformed", "The header's list of what was left out is not sorted.");
      const checkpoints: Checkpoint[] = [];
      for (line = await next(); line !== "end" && line?.type === "checkpoint"; line = await next()) {
        const checkpoint = openCheckpoint(line.note, key);
        if (checkpoint === undefined || checkpoint.size <= (checkpoints.at(-1)?.size ?? -1))
          return fail(
            "unsigned",
            `Checkpoint ${checkpoints.length + 1} of the export does not carry a valid signature.`,
          );
        checkpoints.push(checkpoint);
      }
      if (line === undefined)
        return fail("malformed", `Line ${checkpoints.length + 2} of the export, a checkpoint or a tile, was damaged.`);
      const last = checkpoints.at(-1);
      if (last === undefined) return fail("unsigned", "The export has no checkpoint, so nothing in it is signed.");
      // As many as there must be, so that a damaged tile is not taken for a damaged entry.
      const tiles: (LineOf<"tile"> | undefined)[] = [];
      for (; tiles.length < tileCount(last.size); line = await next()) {
        if (line === "end" || (line !== undefined && line.type !== "tile")) break;
        tiles.push(line);
      }
      const leaves = leavesOf(tiles);
      const fits = leaves.length === last.size && rootOf(append(emptyFrontier, leaves)).equals(last.root);
      return {
        checkpoints,
        withheld: new Set(header.withheld),
        signed: fits ? leaves : undefined,
        tilesFit: (all) => {
          const due = [...tilesOf(all)];
          return (
            due.length === tiles.length &&
            due.every(
              ({ path, hashes }, i) => tiles[i]?.path === path && tiles[i]?.hashes === hashes.toString("base64"),
            )
          );
        },
      };
    },
    /** Undefined for each line that is not an entry. */
    async *entries(): AsyncGenerator<LineOf<"entry"> | undefined> {
      for (; line !== "end"; line = await next()) yield line?.type === "entry" ? line : undefined;
    },
  };
}

function leavesOf(tiles: readonly (LineOf<"tile"> | undefined)[]): Hash[] {
  return tiles.flatMap((tile) => {
    const bytes = tile?.path.startsWith("tile/0/") ? strictBase64(tile.hashes) : undefined;
    return bytes === undefined || bytes.length % 32 !== 0 ? [] : hashesOf(bytes);
  });
}
