import type { z } from "zod";
import type { Card } from "./card.ts";
import type { Clients, Uses } from "./connection.ts";

/**
 * What a command does to the world, a fact that its author states:
 * - `read` changes nothing;
 * - `reversible` can be undone by its own `undo`;
 * - `irreversible` cannot, so its `preview` says first what it will touch.
 */
export type Risk = "read" | "reversible" | "irreversible";

/** A person as a command sees one. */
export interface Person {
  readonly id: string;
  readonly name: string;
}

/** What a command is called with. `now` is when it was allowed, so that a second try does the same. */
export interface Call<Args extends z.ZodObject, U extends Uses> {
  readonly args: z.output<Args>;
  readonly use: Clients<U>;
  readonly now: Date;
  /** The same for each try of the same request: pass it on as an idempotency key. */
  readonly callId: string;
  /** Aborted when the person cancels or the time limit is reached. */
  readonly signal: AbortSignal;
  readonly person: Person;
  readonly room: string;
  /** Shown in the room while the command runs, replacing what was shown before. `share` from 0 to 1. */
  progress(text: string, share?: number): void;
}

/** A file that comes back with an answer. */
export interface FileSaid {
  readonly name: string;
  readonly content: string | Uint8Array;
}

/** What a command says when it is done. A string is short for `{ say }`. */
export interface Said {
  readonly say?: string;
  readonly card?: Card;
  readonly files?: readonly FileSaid[];
  /**
   * It ran and says that it did not succeed (no such host); what it said is the answer all the same. A finding that is bad
   * (a full disk) is no failure: say that with the card's severity.
   */
  readonly failed?: boolean;
  /** When the effect ends by itself, for effects that do. */
  readonly expiresAt?: Date;
}

/**
 * An example is a line that must parse, or a sentence with the arguments it means. All of them are run by
 * `wardroom plugin check` and shown in help.
 */
export type Example<Args extends z.ZodObject> = string | { readonly say: string; readonly means: z.input<Args> };

interface Facts<Args extends z.ZodObject, U extends Uses> {
  /** Lower-case words parted by one blank, `firewall block`. Unique over all plugins. */
  readonly name: string;
  /** One sentence, no full stop needed; the first thing help shows. */
  readonly summary: string;
  /** Arguments in positional order. Entity types come from {@link entity}. */
  readonly args: Args;
  readonly examples: readonly [Example<Args>, ...Example<Args>[]];
  /** Other ways to say it, each argument in braces: `what's going on with {host}`. */
  readonly phrases?: readonly string[];
  readonly use?: U;
  /** How long it may run, in ms; 30 s when absent. */
  readonly timeoutMs?: number;
  run(call: Call<Args, U>): Promise<Said | string>;
}

interface Read<Args extends z.ZodObject, U extends Uses> extends Facts<Args, U> {
  readonly risk: "read";
}

interface Reversible<Args extends z.ZodObject, U extends Uses> extends Facts<Args, U> {
  readonly risk: "reversible";
  preview?(call: Call<Args, U>): Promise<Said | string>;
  /** Reads back whether it took. */
  verify?(call: Call<Args, U>): Promise<boolean>;
  undo(call: Call<Args, U>): Promise<Said | string | undefined>;
}

interface Irreversible<Args extends z.ZodObject, U extends Uses> extends Facts<Args, U> {
  readonly risk: "irreversible";
  preview(call: Call<Args, U>): Promise<Said | string>;
  verify?(call: Call<Args, U>): Promise<boolean>;
}

export type CommandDeclaration<Args extends z.ZodObject, U extends Uses> =
  | Read<Args, U>
  | Reversible<Args, U>
  | Irreversible<Args, U>;

/** A declared command, its argument types forgotten: what a registry holds. */
export interface Command {
  readonly kind: "command";
  readonly name: string;
  readonly summary: string;
  readonly args: z.ZodObject;
  readonly examples: readonly Example<z.ZodObject>[];
  readonly phrases: readonly string[];
  readonly use: Uses;
  readonly risk: Risk;
  readonly timeoutMs: number;
  run(call: AnyCall): Promise<Said | string>;
  preview?(call: AnyCall): Promise<Said | string>;
  verify?(call: AnyCall): Promise<boolean>;
  undo?(call: AnyCall): Promise<Said | string | undefined>;
}

/** A call whose types have been forgotten; `args` have passed the command's own schema. */
export type AnyCall = Call<z.ZodObject, Uses>;

const DEFAULT_TIMEOUT_MS = 30_000;

/**
 * Declares a command: facts only, no rights. One declaration gives the chat grammar, help, the policy action, the
 * record's version hash and the tests of its examples. Without `risk`, without `undo` where it says reversible,
 * without `preview` where it says irreversible, or with an example that means no valid argument, it does not compile.
 */
export function defineCommand<Args extends z.ZodObject, const U extends Uses = Record<never, never>>(
  declaration: CommandDeclaration<Args, U>,
): Command {
  return {
    phrases: [],
    use: {},
    timeoutMs: DEFAULT_TIMEOUT_MS,
    ...declaration,
    kind: "command",
  } as unknown as Command;
}
