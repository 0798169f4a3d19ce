/**
 * What a verb of the command line speaks through, so that it can be called from a test as it is called from a shell.
 * With `--json` nothing but the document goes to `stdout`; what a person should know beside it goes to `stderr`.
 */
export interface Io {
  readonly stdin: NodeJS.ReadableStream;
  stdout(text: string): void;
  stderr(text: string): void;
}
