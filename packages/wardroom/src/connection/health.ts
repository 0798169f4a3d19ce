import type { AnyConnection } from "@wardroom/sdk";
import { orAborted } from "./abort.ts";
import { connectionFailed } from "./failure.ts";
import type { Lent } from "./held.ts";

/** How a connection is, asked just now. */
export interface ConnectionHealth {
  readonly name: string;
  readonly ok: boolean;
  /** What was reached, or why not. */
  readonly say: string;
  readonly ms: number;
}

const CHECK_TIMEOUT_MS = 15_000;

/** Opens the connection if need be and asks it; what goes wrong is told, never thrown. */
export async function checkHealth(
  connection: AnyConnection,
  use: (connection: AnyConnection, signal: AbortSignal) => Promise<Lent>,
  blank: (text: string) => string,
  outer: AbortSignal,
): Promise<ConnectionHealth> {
  const start = performance.now();
  const signal = AbortSignal.any([outer, AbortSignal.timeout(CHECK_TIMEOUT_MS)]);
  let lent: Lent | undefined;
  let ok = true;
  let say: string;
  try {
    lent = await use(connection, signal);
    say = blank(await orAborted(Promise.resolve(connection.check(lent.client as never, signal)), signal));
  } catch (error) {
    ok = false;
    say = connectionFailed(connection.name, error, blank).say;
  } finally {
    lent?.release();
  }
  return { name: connection.name, ok, say, ms: Math.round(performance.now() - start) };
}
