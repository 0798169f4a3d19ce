import { createReadStream } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "../base/fault.ts";
import { openCheckpoint } from "../record/checkpoint.ts";
import { linesOf, parseLine } from "../record/export-line.ts";
import { parseVerifierKey, type VerifierKey } from "../record/note.ts";
import { faultOfProof, proofSchema } from "../record/prove.ts";
import { type Kept, type Verdict, verifyExport } from "../record/verify.ts";
import type { Io } from "./io.ts";
import { exportOf, withRecord } from "./record-source.ts";
import type { Flags } from "./record-usage.ts";

/** Checks an export or a proof with the key, or the record of the data folder. */
export async function verify(file: string | undefined, flags: Flags, io: Io): Promise<number> {
  const since = flags.since ?? [];
  if (file === undefined)
    return withRecord(flags, async (source) => {
      const key = source.key.verifier;
      const files = [...since, ...(await checkpointFiles(source.checkpointFolder))];
      const kept = await Promise.all(files.map((one) => readKept(one, key)));
      const bytes = (async function* () {
        for await (const line of exportOf(source, [], io)) yield Buffer.from(line);
      })();
      return tell(await verifyExport(linesOf(bytes), { key, kept }), key, flags, io);
    });
  const key = await readKey(flags.key as string);
  const proof = await readProof(file);
  if (proof !== undefined) {
    const say = faultOfProof(proof, key);
    if (flags.json) io.stdout(`${JSON.stringify({ ok: say === undefined, number: proof.number, say })}\n`);
    else io.stdout(`${say ?? `Entry ${proof.number} stands in the record of ${key.name}:\n${proof.entry}`}\n`);
    return say === undefined ? 0 : 1;
  }
  const kept = await Promise.all(since.map((one) => readKept(one, key)));
  return tell(await verifyExport(linesOf(chunksOf(file)), { key, kept }), key, flags, io);
}

/** Says how it went and gives the exit code. */
export function tell(verdict: Verdict, key: VerifierKey, { json }: Flags, io: Io): number {
  if (json) {
    const shown = verdict.ok
      ? {
          ok: true,
          entries: verdict.checkpoint.size,
          root: verdict.checkpoint.root.toString("base64"),
          origin: key.name,
          withheld: verdict.withheld,
          erased: verdict.erased,
        }
      : verdict;
    io.stdout(`${JSON.stringify(shown)}\n`);
  } else if (verdict.ok) {
    const texts = [
      verdict.erased > 0 ? ` ${verdict.erased} texts were erased, each with an entry that says so.` : "",
      verdict.withheld > 0 ? ` ${verdict.withheld} texts were left out of this export.` : "",
    ];
    io.stdout(`The record holds: ${verdict.checkpoint.size} entries, signed as ${key.name}.${texts.join("")}\n`);
  } else io.stdout(`The record does not hold. ${verdict.say}\n`);
  return verdict.ok ? 0 : 1;
}

export async function readKey(file: string): Promise<VerifierKey> {
  const key = parseVerifierKey(await readText(file));
  if (key === undefined)
    throw new Fault("record-key-unreadable", "The key file does not hold a verifier key (NAME+ID+BASE64).", { file });
  return key;
}

const unreadable = (file: string, error: unknown): Fault =>
  new Fault("file-unreadable", `${file} cannot be read (${(error as NodeJS.ErrnoException).code}).`, { file });

async function readText(file: string): Promise<string> {
  return readFile(file, "utf8").catch((error) => {
    throw unreadable(file, error);
  });
}

/** A file's bytes in pieces, so that an export of any size can be checked. */
export async function* chunksOf(file: string, end = Number.POSITIVE_INFINITY): AsyncGenerator<Uint8Array> {
  try {
    yield* createReadStream(file, { end });
  } catch (error) {
    throw unreadable(file, error);
  }
}

async function readProof(file: string) {
  const text = await readFirst(file);
  if (!text.startsWith('{"format":"wardroom-proof/1"')) return;
  const proof = proofSchema.safeParse(JSON.parse(await readText(file)));
  return proof.success ? proof.data : undefined;
}

async function readFirst(file: string): Promise<string> {
  for await (const chunk of chunksOf(file, 255)) return Buffer.from(chunk).toString();
  return "";
}

/** What was kept on this machine is a witness too, though not one that its owner could not silence. */
async function checkpointFiles(folder: string): Promise<string[]> {
  const names = await readdir(folder).catch(() => []);
  return names.filter((name) => /^checkpoint-\d+\.txt$/.test(name)).map((name) => join(folder, name));
}

/** A checkpoint, or an export that verifies by itself and then gives every leaf hash. */
export async function readKept(file: string, key: VerifierKey): Promise<Kept> {
  if (parseLine((await readText(file)).split("\n", 1)[0] ?? "")?.type === "header") {
    const verdict = await verifyExport(linesOf(chunksOf(file)), { key });
    if (verdict.ok) return { ...verdict.checkpoint, leaves: verdict.leaves };
    throw new Fault("record-kept-invalid", `The kept export does not hold itself. ${verdict.say}`, { file });
  }
  const checkpoint = openCheckpoint(await readText(file), key);
  if (checkpoint === undefined)
    throw new Fault("record-kept-invalid", "The kept checkpoint is not one that this key signed.", { file });
  return checkpoint;
}
