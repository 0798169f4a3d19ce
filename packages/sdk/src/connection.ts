import type { z } from "zod";

/** What a connection is given when it opens. Only here does a plugin see a secret. */
export interface OpenContext {
  /** The folder of the settings file; relative paths in settings are meant from here. */
  readonly folder: string;
  /** Aborted when opening takes too long, and when the connection is closed: also for what the client does by itself. */
  readonly signal: AbortSignal;
  log(message: string, detail?: Record<string, unknown>): void;
}

/** How much of an outside system may be used at once. Kept by Wardroom, not by the plugin. */
export interface Limits {
  /** Calls at the same time; further ones wait their turn. */
  readonly parallel?: number;
  /** Calls begun in one second. */
  readonly perSecond?: number;
}

/**
 * A configured client of an outside system. Commands name it under `use` and get the client, typed, never the secret.
 *
 * `settings` is what may stand under `connections.NAME` in `wardroom.yaml`; fields made with {@link secret} accept a
 * reference (`{ env: X }`, `{ file: PATH }`, `{ secret: NAME }`) and reach `open` resolved.
 */
export interface Connection<Client, Settings extends z.ZodType = z.ZodType> {
  readonly kind: "connection";
  readonly name: string;
  readonly summary: string;
  readonly settings: Settings;
  readonly limits?: Limits;
  open(settings: z.output<Settings>, context: OpenContext): Promise<Client>;
  close?(client: Client): Promise<void>;
  /** Resolves to one sentence that says what was reached; throws when it was not. */
  check(client: Client, signal: AbortSignal): Promise<string>;
  /** The in-memory twin: small, stateful, used by `wardroom plugin check` and by tests. */
  memory(): Client;
}

// biome-ignore lint/suspicious/noExplicitAny: the client type of a connection is only known where it is declared
export type AnyConnection = Connection<any>;

export type Uses = Readonly<Record<string, AnyConnection>>;
export type Clients<U extends Uses> = {
  readonly [K in keyof U]: U[K] extends Connection<infer Client> ? Client : never;
};

/** Declares a connection. */
export function defineConnection<Client, Settings extends z.ZodType>(
  declaration: Omit<Connection<Client, Settings>, "kind">,
): Connection<Client, Settings> {
  return { kind: "connection", ...declaration };
}
