import { allowed } from "@wardroom/testkit";
import fc from "fast-check";
import { expect, test } from "vitest";
import { signCheckpoint } from "./checkpoint.ts";
import { draftDecision, draftNote, draftOutcome } from "./draft.ts";
import { placeEntry, sealDraft } from "./entry.ts";
import { linesOf, printLine } from "./export-line.ts";
import { append, emptyFrontier, type Hash, rootOf } from "./merkle.ts";
import { newSigner } from "./note.ts";
import type { Openings } from "./seal.ts";
import { tilesOf } from "./tile.ts";
import { type Kept, verifyExport } from "./verify.ts";

const signer = newSigner("wardroom/test");
const plain = (text: string) => text;
const at = new Date("2026-11-24T02:04:00Z");

interface Kepts {
  body: string;
  texts: Openings;
  leaf: Hash;
}

/** Entries as the record makes them: by turns a decision, its outcome, a note. `word` makes another history. */
function history(count: number, word = "status"): Kepts[] {
  const entries: Kepts[] = [];
  for (let i = 0; i < count; i++) {
    const request = allowed(`m${i - (i % 3)}/0`, { words: `${word} ${i}` });
    const draft = [
      () => draftDecision(request, at, plain),
      () =>
        draftOutcome(
          { entry: i - 1, request: request.request },
          { kind: "done", say: `${word} ${i}`, files: [], ms: i },
          at,
          plain,
        ),
      () => draftNote({ about: "settings-changed", facts: { line: i }, text: "größer € \u{1f600}" }, at, plain),
    ][i % 3]?.();
    if (draft === undefined) throw new Error("unreachable");
    const sealed = sealDraft(draft);
    entries.push({ ...placeEntry(sealed, i, entries[i - 1]?.leaf), texts: JSON.parse(sealed.openings) });
  }
  return entries;
}

const headOf = (entries: readonly Kepts[], size: number): Kept => ({
  size,
  root: rootOf(
    append(
      emptyFrontier,
      entries.slice(0, size).map(({ leaf }) => leaf),
    ),
  ),
});

/** The lines of an export of these entries, signed at these sizes as well as at the end. */
function exported(entries: readonly Kepts[], signedAt: readonly number[] = []): string[] {
  const leaves = entries.map(({ leaf }) => leaf);
  return [
    printLine({ type: "header", format: "wardroom-record/1", key: signer.verifier.text, withheld: [] }),
    ...[...signedAt, entries.length].map((size) =>
      printLine({ type: "checkpoint", note: signCheckpoint(headOf(entries, size), signer).note }),
    ),
    ...[...tilesOf(leaves)].map(({ path, hashes }) =>
      printLine({ type: "tile", path, hashes: hashes.toString("base64") }),
    ),
    ...entries.map(({ body, texts }) => printLine({ type: "entry", body, texts })),
  ];
}

async function verdictOf(file: string | Buffer, kept: readonly Kept[] = []) {
  const chunks = (async function* () {
    yield Buffer.from(file as string);
  })();
  return verifyExport(linesOf(chunks), { key: signer.verifier, kept });
}

const entries = history(40);
const lines = exported(entries, [10, 25]);
const entryLine = lines.length - entries.length;

test("an untouched export passes, of any size", async () => {
  expect(await verdictOf(lines.join(""))).toMatchObject({ ok: true, checkpoint: { size: 40 }, erased: 0 });
  for (const count of [0, 1, 2, 255, 256, 257])
    expect(await verdictOf(exported(history(count)).join(""))).toMatchObject({ ok: true });
});

test("no byte of an export can be flipped without it being noticed, and in an entry's line it names that entry", async () => {
  const file = Buffer.from(lines.join(""));
  const starts = lines.map((_, i) => Buffer.byteLength(lines.slice(0, i).join("")));
  await fc.assert(
    fc.asyncProperty(fc.nat(file.length - 1), fc.integer({ min: 1, max: 255 }), async (position, mask) => {
      const flipped = Buffer.from(file);
      flipped[position] = (flipped[position] as number) ^ mask;
      const verdict = await verdictOf(flipped);
      expect(verdict.ok).toBe(false);
      const line = starts.findLastIndex((start) => start <= position);
      const inside = line >= entryLine && file[position] !== 10 && flipped[position] !== 10;
      if (inside) expect(verdict).toMatchObject({ entry: line - entryLine });
    }),
    { numRuns: 600 },
  );
});

test("the first entry that was removed, inserted, moved or replaced is named", async () => {
  const other = exported(history(40, "forged"));
  await fc.assert(
    fc.asyncProperty(fc.nat(39), fc.nat(39), async (p, q) => {
      const line = entryLine + p;
      const first = Math.min(p, q);
      expect(await verdictOf(lines.toSpliced(line, 1).join(""))).toMatchObject({ what: "removed", entry: p });
      expect(await verdictOf(lines.toSpliced(line, 0, other[entryLine + q - 2] as string).join(""))).toMatchObject({
        what: "inserted",
        entry: p,
      });
      expect(await verdictOf(lines.with(line, other[p + other.length - 40] as string).join(""))).toMatchObject({
        what: "changed",
        entry: p,
      });
      if (p === q) return;
      const swapped = lines.with(line, lines[entryLine + q] as string).with(entryLine + q, lines[line] as string);
      expect(await verdictOf(swapped.join(""))).toMatchObject({ what: "reordered", entry: first });
      const moved = lines.toSpliced(line, 1).toSpliced(entryLine + q, 0, lines[line] as string);
      expect(await verdictOf(moved.join(""))).toMatchObject({ what: "reordered", entry: first });
    }),
    { numRuns: 40 },
  );
});

test("an entry whose leaf hash and tile were made to fit it is still named, by what follows it", async () => {
  for (const p of [0, 7, 38]) {
    const body = JSON.parse(entries[p]?.body as string);
    const forged = {
      ...entries[p],
      ...placeEntry(
        { draft: { facts: { ...body, code: "x" } }, commitments: body.sealed } as never,
        p,
        entries[p - 1]?.leaf,
      ),
    } as Kepts;
    const rebuilt = exported(entries.with(p, forged), []);
    // Whoever did it has no key: the old checkpoints stay.
    const file = [lines[0], ...lines.slice(1, 4), ...rebuilt.slice(2)];
    expect(await verdictOf(file.join(""))).toMatchObject({ what: "changed", entry: p });
  }
});

test("when everything after an entry was rebuilt to fit, the range is told from the checkpoint that still holds", async () => {
  const forged = [...entries.slice(0, 28), ...history(40, "forged").slice(28)];
  for (let i = 28; i < 40; i++) {
    const { prev: _, v: __, number: ___, sealed, ...facts } = JSON.parse(forged[i]?.body as string);
    forged[i] = {
      ...(forged[i] as Kepts),
      ...placeEntry({ draft: { facts }, commitments: sealed } as never, i, forged[i - 1]?.leaf),
    };
  }
  const file = [...lines.slice(0, 4), ...exported(forged).slice(2)];
  expect(await verdictOf(file.join(""))).toMatchObject({ what: "changed", entry: 25, until: 39 });
});

test("a history signed again with the true key is found with a checkpoint or an export that was kept", async () => {
  const forged = history(40, "forged").slice(0, 40);
  const file = exported(forged).join("");
  expect(await verdictOf(file)).toMatchObject({ ok: true });
  expect(await verdictOf(file, [headOf(entries, 25)])).toMatchObject({ ok: false, what: "rewritten", until: 24 });
  const partly = exported([...entries.slice(0, 30), ...forged.slice(30)]).join("");
  expect(await verdictOf(partly, [headOf(entries, 25)])).toMatchObject({ ok: true });
  expect(await verdictOf(partly, [headOf(entries, 25), headOf(entries, 40)])).toMatchObject({ entry: 25, until: 39 });
  const keptExport = { ...headOf(entries, 40), leaves: entries.map(({ leaf }) => leaf) };
  expect(await verdictOf(partly, [keptExport])).toMatchObject({ what: "rewritten", entry: 30 });
  expect(await verdictOf(exported(entries.slice(0, 20)).join(""), [headOf(entries, 25)])).toMatchObject({
    what: "removed",
    entry: 20,
  });
});

test("a checkpoint inside the export that speaks of another history is found", async () => {
  const contradicting = signCheckpoint(headOf(history(40, "forged"), 25), signer).note;
  const file = lines.with(2, printLine({ type: "checkpoint", note: contradicting })).join("");
  expect(await verdictOf(file)).toMatchObject({ ok: false, what: "rewritten" });
});

test("a text that is gone must have been left out of the whole export or be said to be erased", async () => {
  const texts = { ...entries[3]?.texts };
  delete (texts as Record<string, unknown>)["words"];
  const gone = lines.with(entryLine + 3, printLine({ type: "entry", body: entries[3]?.body as string, texts }));
  expect(await verdictOf(gone.join(""))).toMatchObject({ ok: false, entry: 3 });
  const note = sealDraft(draftNote({ about: "text-erased", facts: { entry: 3, field: "words" } }, at, plain));
  const said = [
    ...entries.with(3, { ...(entries[3] as Kepts), texts }),
    { ...placeEntry(note, 40, entries[39]?.leaf), texts: JSON.parse(note.openings) },
  ];
  expect(await verdictOf(exported(said).join(""))).toMatchObject({ ok: true, erased: 1, withheld: 0 });
});

test("another key, no checkpoint and what is no export at all are told apart", async () => {
  const other = newSigner("wardroom/test").verifier;
  const read = () =>
    linesOf(
      (async function* () {
        yield Buffer.from(lines.join(""));
      })(),
    );
  expect(await verifyExport(read(), { key: other })).toMatchObject({ ok: false, what: "unsigned" });
  expect(await verdictOf(lines.toSpliced(1, 3).join(""))).toMatchObject({ ok: false, what: "unsigned" });
  for (const nonsense of ["", "\n", "hello\n", "{}\n", lines[0] as string])
    expect(await verdictOf(nonsense)).toMatchObject({ ok: false });
});
