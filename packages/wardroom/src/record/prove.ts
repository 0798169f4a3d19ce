import { z } from "zod";
import { type Checkpoint, openCheckpoint, type TreeHead } from "./checkpoint.ts";
import { HASH_BYTES, type Hash, leafHash } from "./merkle.ts";
import { strictBase64, type VerifierKey } from "./note.ts";
import { consistencyProof, inclusionProof, provesConsistency, provesInclusion } from "./proof.ts";

const hashText = z.string().refine((text) => strictBase64(text)?.length === HASH_BYTES, "expected a hash");

/** A proof that one entry stands in the record, and, with `from`, that the record continues an earlier checkpoint. */
export const proofSchema = z.strictObject({
  format: z.literal("wardroom-proof/1"),
  number: z.int().min(0),
  /** The entry's canonical text. */
  entry: z.string(),
  inclusion: z.array(hashText),
  from: z.strictObject({ size: z.int().min(0), root: hashText, consistency: z.array(hashText) }).optional(),
  /** The signed note that both proofs lead to. */
  checkpoint: z.string(),
});

export type Proof = z.infer<typeof proofSchema>;

const print = (hashes: readonly Hash[]): string[] => hashes.map((hash) => hash.toString("base64"));
const read = (hashes: readonly string[]): Hash[] => hashes.map((hash) => Buffer.from(hash, "base64"));

/** Proves entry `number` (RFC 6962, sections 2.1.1 and 2.1.2). `leaves` are those that the checkpoint covers. */
export function makeProof(
  { entry, number }: { readonly entry: string; readonly number: number },
  leaves: readonly Hash[],
  checkpoint: Checkpoint,
  from?: TreeHead,
): Proof {
  return {
    format: "wardroom-proof/1",
    number,
    entry,
    inclusion: print(inclusionProof(leaves, number)),
    ...(from && {
      from: {
        size: from.size,
        root: from.root.toString("base64"),
        consistency: print(consistencyProof(leaves, from.size)),
      },
    }),
    checkpoint: checkpoint.note,
  };
}

/** What is wrong with a proof, as one sentence; undefined when it proves what it says. */
export function faultOfProof(proof: Proof, key: VerifierKey): string | undefined {
  const checkpoint = openCheckpoint(proof.checkpoint, key);
  if (checkpoint === undefined) return "The proof's checkpoint is not signed with this key.";
  const { number, entry, inclusion, from } = proof;
  if (!provesInclusion({ leaf: leafHash(entry), index: number, ...checkpoint }, read(inclusion)))
    return `The proof does not lead from entry ${number} to the signed root.`;
  if (from === undefined) return;
  const old = { size: from.size, root: Buffer.from(from.root, "base64") };
  return provesConsistency(old, checkpoint, read(from.consistency))
    ? undefined
    : `The record does not continue the one over ${from.size} entries: it was rewritten since.`;
}

/** The proof in the text forms that other tools read: C2SP tlog-proof, then what a C2SP tlog-witness is sent. */
export function printProof({ number, inclusion, from, checkpoint }: Proof): string {
  const proof = ["c2sp.org/tlog-proof@v1", `index ${number}`, ...inclusion, "", checkpoint].join("\n");
  return from === undefined
    ? proof
    : `${proof}\n${[`old ${from.size}`, ...from.consistency, "", checkpoint].join("\n")}`;
}
