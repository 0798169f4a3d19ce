import { createHash } from "node:crypto";
import type { Account, Person, Place } from "./message.ts";

/** How a request came to be: the way the words were understood, or the door that was used. */
export type Via = "grammar" | "phrase" | "words" | "button" | "answer" | "api" | "schedule";

/** One command with its arguments bound, asked for by a person. Every door makes the same. */
export interface Request {
  /** Derived from what asked for it (`MESSAGE_ID/0`), so that taking it up again is the same request. */
  readonly id: string;
  readonly command: string;
  /** Canonical values by argument name, defaults filled in. */
  readonly args: Readonly<Record<string, unknown>>;
  /** SHA-256 over the command's declaration and code, hex. What was judged is what runs. */
  readonly version: string;
  readonly person: Person;
  readonly account: Account;
  readonly place: Place;
  readonly via: Via;
  /** The words as they were said. */
  readonly words: string;
  readonly at: Date;
  readonly again?: boolean;
}

/**
 * What an approval or a grant is bound to: command, arguments and version. Two requests with one hash do the same.
 * SHA-256 over JSON with sorted keys, hex.
 */
export function callHash(request: Pick<Request, "command" | "args" | "version">): string {
  return createHash("sha256")
    .update(JSON.stringify([request.command, sorted(request.args), request.version]))
    .digest("hex");
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
      .map(([key, inner]) => [key, sorted(inner)]),
  );
}
