/** What came of running a script somewhere. `whole` is false when it was ended before it ended itself. */
export type Answer =
  | { readonly kind: "ran"; readonly output: string; readonly whole: boolean; readonly connectMs: number }
  /** Nothing ran. `say` tells why, for the person. */
  | { readonly kind: "not-reached"; readonly code: NotReached; readonly say: string };

/** `host-key` is the one that may be an attack; the others are ordinary trouble. */
export type NotReached = "host-key" | "no-key" | "log-in" | "no-answer" | "broken-off";

export interface RunOptions {
  readonly signal: AbortSignal;
  /** From the start of the script: what has been printed by then is the answer. */
  readonly deadlineMs: number;
}

/** More than any honest answer; a machine that prints on is cut off. */
const MOST_OUTPUT_BYTES = 8_000_000;

/** Gathers output until it is too much; then `tooMuch` is called, once. */
export function gather(tooMuch: () => void): { add(chunk: Buffer): void; text(): string } {
  const chunks: Buffer[] = [];
  let bytes = 0;
  return {
    add(chunk) {
      if (bytes > MOST_OUTPUT_BYTES) return;
      chunks.push(chunk);
      bytes += chunk.length;
      if (bytes > MOST_OUTPUT_BYTES) tooMuch();
    },
    text: () => Buffer.concat(chunks).toString("utf8"),
  };
}
