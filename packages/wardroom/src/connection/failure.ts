import { Fault } from "../base/fault.ts";

const MOST_CHARS = 300;

/**
 * What a client's failure may say. The words are the outside system's, so they are blanked and cut to one line; the
 * error itself goes no further, for a secret may stand in its cause, its stack or a request it carries.
 */
export function connectionFailed(name: string, error: unknown, blank: (text: string) => string): Fault {
  if (error instanceof Fault) return error;
  const { message, code } = (error ?? {}) as { message?: unknown; code?: unknown };
  // One that lists several attempts (AggregateError) often says nothing itself.
  const first = error instanceof AggregateError && !message ? (error.errors[0] as Error | undefined)?.message : message;
  const words = blank(typeof first === "string" && first !== "" ? first : String(code ?? "no reason was given"))
    .replace(/[\p{Cc}\p{Cf}]+/gu, " ")
    .trim()
    .slice(0, MOST_CHARS);
  const stack = error instanceof Error ? blank(error.stack ?? "").slice(0, 4000) : "";
  return new Fault("connection-failed", `${name} could not be reached: ${words.replace(/\.$/, "")}.`, {
    connection: name,
    ...(typeof code === "string" ? { code: blank(code) } : {}),
    stack,
  });
}
