import type { Request } from "./request.ts";

/** Why it was decided so. `code` is stable and for programs; `say` is for the person. */
export interface Reason {
  readonly code:
    | "policy-allows"
    | "policy-forbids"
    | "no-policy-allows"
    | "policy-error"
    | "unknown-command"
    | "version-changed"
    | "effects-not-here";
  readonly say: string;
}

/** A policy that took part, by its id and where it stands. */
export interface PolicyRef {
  readonly id: string;
  readonly file: string;
  readonly line: number;
}

/**
 * What the judge says of a request. `wait` comes with approvals; until then nothing waits.
 * `askWhom` names groups or people that may run it, for "I can hand it to them"; `reason.say` names them too.
 */
interface DecisionOf<Kind> {
  readonly kind: Kind;
  readonly request: Request;
  readonly reason: Reason;
  readonly policies: readonly PolicyRef[];
  readonly askWhom?: readonly string[];
}

export type Decision = DecisionOf<"allow"> | DecisionOf<"deny" | "wait">;

declare const recorded: unique symbol;

/** A decision that stands in the record as entry `entry`. Only the record makes one. */
export type Recorded<D> = D & { readonly entry: number; readonly [recorded]: true };

/**
 * The key to `perform`: a recorded "allow". `perform` reads the entry back by its number and compares the call hash,
 * so a cast cannot forge one.
 */
export type Grant = Recorded<DecisionOf<"allow">>;

export type Refused = Recorded<DecisionOf<"deny" | "wait">>;
