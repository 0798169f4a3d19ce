/**
 * An error that was foreseen. `code` is permanent and has its heading in docs/reference/errors.md; `say` is for the
 * person: what happened, then what to do, never a secret, a path of ours or a stack; `detail` is for the log.
 */
export class Fault extends Error {
  override readonly name = "Fault";
  readonly code: string;
  readonly say: string;
  readonly detail: Readonly<Record<string, unknown>>;

  constructor(code: string, say: string, detail: Readonly<Record<string, unknown>> = {}, cause?: unknown) {
    super(`${code}: ${say}`, cause === undefined ? undefined : { cause });
    this.code = code;
    this.say = say;
    this.detail = detail;
  }
}

/** What may be shown to a person of any error: a Fault's own words, else one plain sentence. */
export function sayOf(error: unknown): string {
  return error instanceof Fault
    ? error.say
    : "Something went wrong on Wardroom's side. It is in the log; nothing was changed.";
}
