import { linesOf, parseLine } from "../record/export-line.ts";
import type { VerifierKey } from "../record/note.ts";
import { faultOfProof, makeProof, printProof } from "../record/prove.ts";
import { sealedFields } from "../record/seal.ts";
import { verifyExport } from "../record/verify.ts";
import type { Io } from "./io.ts";
import { exportOf, withRecord } from "./record-source.ts";
import { type Flags, usage } from "./record-usage.ts";
import { chunksOf, readKept, readKey, tell } from "./record-verify.ts";

/** Proves an entry of an export, or of the record of the data folder. */
export async function prove(number: number, file: string | undefined, flags: Flags, io: Io): Promise<number> {
  const proveIn = async (chunks: AsyncIterable<Uint8Array>, key: VerifierKey) => {
    let entry: string | undefined;
    const lines = (async function* () {
      let at = 0;
      for await (const text of linesOf(chunks)) {
        const line = text === undefined ? undefined : parseLine(text);
        if (line?.type === "entry" && at++ === number) entry = line.body;
        yield text;
      }
    })();
    const verdict = await verifyExport(lines, { key });
    if (!verdict.ok) return tell(verdict, key, flags, io);
    if (entry === undefined) {
      io.stderr(`There is no entry ${number}: the record has ${verdict.checkpoint.size}, counted from 0.\n`);
      return 1;
    }
    const from = flags.from === undefined ? undefined : await readKept(flags.from, key);
    if (from !== undefined && from.size > verdict.checkpoint.size) {
      io.stderr(`The record has ${verdict.checkpoint.size} entries; the checkpoint covers ${from.size}.\n`);
      return 1;
    }
    const proof = makeProof({ entry, number }, verdict.leaves, verdict.checkpoint, from);
    const say = faultOfProof(proof, key);
    if (say !== undefined) {
      io.stderr(`${say}\n`);
      return 1;
    }
    io.stdout(flags.json ? `${JSON.stringify(proof)}\n` : printProof(proof));
    return 0;
  };
  if (file !== undefined) {
    if (flags.key === undefined) return usage(io);
    return proveIn(chunksOf(file), await readKey(flags.key));
  }
  return withRecord(flags, (source) => {
    const bytes = (async function* () {
      for await (const line of exportOf(source, [...sealedFields], io)) yield Buffer.from(line);
    })();
    return proveIn(bytes, source.key.verifier);
  });
}
