import type { Tty } from "../terminal/tty.ts";

/**
 * What a verb of the command line speaks through, so that it can be called from a test as it is called from a shell.
 * With `--json` nothing but the document goes to `stdout`; what a person should know beside it goes to `stderr`.
 */
export interface Io {
  readonly stdin: NodeJS.ReadableStream;
  stdout(text: string): void;
  stderr(text: string): void;
  /** How wide the terminal is that `stdout` leads to; absent when it leads to a pipe or a file. */
  readonly columns?: number;
  /** The terminal, when both `stdin` and `stdout` are one. */
  readonly tty?: Tty;
  /** From now on, what anything in this process writes to standard error goes to `to`, until the returned undoes it. */
  divert?(to: (text: string) => void): () => void;
}
