import type { Hash } from "./merkle.ts";

/** What stood at one place of an export's entries. */
export interface Found {
  /** Absent when the line could not be read as an entry at all. */
  readonly leaf?: Hash;
  /** The number that the entry gives itself. */
  readonly number?: number;
  /** Whether it names the leaf hash of the entry before it here. */
  readonly chained: boolean;
}

/** The first thing wrong with a record. `entry` is where; `until`, when only a range can be told, is its last one. */
export interface Blame {
  readonly what: "changed" | "removed" | "inserted" | "reordered";
  readonly entry: number;
  readonly until?: number;
  readonly say: string;
}

const changed = (p: number): Blame => ({ what: "changed", entry: p, say: `Entry ${p} was changed.` });
const removed = (p: number): Blame => ({ what: "removed", entry: p, say: `Entry ${p} was removed.` });
const inserted = (p: number, copy = false): Blame => ({
  what: "inserted",
  entry: p,
  say: `Something was inserted where entry ${p} belongs: ${copy ? "a second copy of another entry" : "an entry that the record never held"}.`,
});
const beyond = (p: number): Blame => ({
  what: "inserted",
  entry: p,
  say: `Entry ${p} and what follows were inserted: no signature covers them.`,
});
const reordered = (p: number, other: number): Blame => ({
  what: "reordered",
  entry: p,
  say: `Entries were reordered: where entry ${p} belongs stands entry ${other}.`,
});

/** Names the first entry that is not what the signed leaf hashes say; undefined when all are. */
export function blameByHash(found: readonly Found[], signed: readonly Hash[]): Blame | undefined {
  const p = firstIndex(Math.max(found.length, signed.length), (i) => {
    const [here, due] = [found[i]?.leaf, signed[i]];
    return here === undefined || due === undefined || !here.equals(due);
  });
  if (p === undefined) return;
  if (p >= signed.length) return beyond(p);
  if (p >= found.length) return removed(p);
  const due = signed[p] as Hash;
  const here = found[p]?.leaf;
  const dueComesLater = found.slice(p + 1).some(({ leaf }) => leaf?.equals(due));
  const q = here === undefined ? -1 : signed.findIndex((leaf) => leaf.equals(here));
  if (q < 0) return dueComesLater ? inserted(p) : changed(p);
  const copies = found.filter(({ leaf }) => here !== undefined && leaf?.equals(here)).length;
  if (dueComesLater) return copies > 1 ? inserted(p, true) : reordered(p, q);
  return q > p ? removed(p) : changed(p);
}

/**
 * The same without signed leaf hashes, for an export whose tiles do not lead to the signed root either: from the
 * numbers of the entries and from the hash of its predecessor that each holds. Whoever rebuilt those as well leaves
 * only a range: from the last checkpoint that still holds, `intact`, to the end.
 */
export function blameByChain(found: readonly Found[], size: number, intact: number): Blame {
  for (const [p, { leaf, number, chained }] of found.entries()) {
    if (p >= size) return beyond(p);
    if (leaf === undefined || number === undefined) return changed(p);
    if (number !== p) {
      const dueComesLater = found.slice(p + 1).some((later) => later.number === p);
      if (!dueComesLater) return number > p ? removed(p) : changed(p);
      const copies = found.filter((other) => other.number === number).length;
      return copies > 1 ? inserted(p, true) : reordered(p, number);
    }
    // What does not fit its predecessor was changed itself when its successor does not fit it either.
    if (!chained) return changed(p === 0 || found[p + 1]?.chained === false ? p : p - 1);
  }
  if (found.length < size) return removed(found.length);
  const until = size - 1;
  return intact >= until
    ? changed(until)
    : {
        what: "changed",
        entry: intact,
        until,
        say: `The record was rewritten from some entry on: the first changed one lies between entry ${intact} and entry ${until}.`,
      };
}

function firstIndex(length: number, wrong: (i: number) => boolean): number | undefined {
  for (let i = 0; i < length; i++) if (wrong(i)) return i;
  return;
}
