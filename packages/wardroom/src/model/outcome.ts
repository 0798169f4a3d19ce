import type { Card } from "@wardroom/sdk";
import type { Grant } from "./decision.ts";

/** A file that an answer brings; kept in the store under its SHA-256. */
export interface KeptFile {
  readonly id: string;
  readonly name: string;
  readonly bytes: number;
}

/**
 * How a command ended. `failed`: it ran and says it failed; `broken`: it did not run as it should (a crash, a broken
 * answer); `timeout` and `cancelled` speak for themselves. `say` and `card` are what it answered, secrets blanked.
 */
export interface Outcome {
  readonly kind: "done" | "failed" | "broken" | "timeout" | "cancelled";
  readonly say?: string;
  readonly card?: Card;
  readonly files: readonly KeptFile[];
  /** How long it ran, in ms. */
  readonly ms: number;
}

/** An outcome that stands in the record as entry `entry`. */
export type RecordedOutcome = Outcome & { readonly entry: number };

/** What came of a granted request, with the grant it came of. */
export type Ran = RecordedOutcome & { readonly grant: Grant };
