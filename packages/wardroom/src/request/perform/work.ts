import { createHash } from "node:crypto";
import type { AnyConnection, Command, Said } from "@wardroom/sdk";
import { Fault } from "../../base/fault.ts";
import type { Request } from "../../model/request.ts";
import { openProgress } from "./progress.ts";
import type { Runs } from "./runs.ts";

/** A client for one call; `release` gives its place to the next. */
export interface Lent {
  readonly client: unknown;
  release(): void;
}

export interface WorkNeeds {
  readonly connections: { use(connection: AnyConnection, signal: AbortSignal): Promise<Lent> };
  readonly runs: Runs;
  progress(request: Request, text: string, share?: number): void;
  blank(text: string): string;
}

/** How running it ended, before anything is shown. `stopped` is why it was told to stop, if it was. */
export interface Worked {
  readonly said?: Said | string;
  readonly error?: unknown;
  readonly stopped?: Fault;
  /** It did not end when told to: it is still running, unheard. */
  readonly abandoned?: boolean;
}

/** How long a command may take to end once its signal is aborted. More than a script's two seconds between its signals. */
const GRACE_MS = 5_000;

/** The same for every try of one request, and no hint of when it was asked, so that few characters tell runs apart. */
export function callIdOf(request: Pick<Request, "id">): string {
  return createHash("sha256").update(request.id).digest("hex").slice(0, 20);
}

/**
 * Runs a command under its time limit with the clients it uses. Resolves once the command has ended, or a little after it
 * was told to and did not; the clients go back when it really ends.
 */
export async function work(
  command: Command,
  request: Request,
  args: Record<string, unknown>,
  needs: WorkNeeds,
): Promise<Worked> {
  const abort = new AbortController();
  const callId = callIdOf(request);
  const { person } = request;
  const run = needs.runs.begin(
    { callId, command: command.name, person, room: request.place.room, startedAt: new Date() },
    abort,
  );
  const progress = openProgress((text, share) => {
    run.progress(text, share);
    needs.progress(request, text, share);
  }, needs.blank);
  const limit = setTimeout(
    () => abort.abort(new Fault("run-timeout", `Stopped after ${seconds(command.timeoutMs)}, its time limit.`)),
    command.timeoutMs,
  );

  const ended = withClients(command, needs.connections, abort.signal, (use) =>
    command.run({
      args,
      use: use as never,
      now: request.at,
      callId,
      signal: abort.signal,
      person: { id: person.id, name: person.name },
      room: request.place.room,
      progress: progress.add,
    }),
  ).then(
    (said): Worked => ({ said }),
    (error: unknown): Worked => ({ error }),
  );
  try {
    const worked = await Promise.race([ended, afterAbort(abort.signal)]);
    return abort.signal.aborted ? { ...worked, stopped: abort.signal.reason as Fault } : worked;
  } finally {
    clearTimeout(limit);
    progress.end();
    run.end();
  }
}

async function withClients<T>(
  command: Command,
  connections: WorkNeeds["connections"],
  signal: AbortSignal,
  run: (use: Record<string, unknown>) => Promise<T>,
): Promise<T> {
  const lent: Lent[] = [];
  const use: Record<string, unknown> = {};
  try {
    // One after the other in the order of their names: two commands that need the same two never wait for each other.
    for (const [as, connection] of Object.entries(command.use).sort(([, a], [, b]) => (a.name < b.name ? -1 : 1))) {
      const one = await connections.use(connection, signal);
      lent.push(one);
      use[as] = one.client;
    }
    return await run(use);
  } finally {
    for (const one of lent) one.release();
  }
}

function afterAbort(signal: AbortSignal): Promise<Worked> {
  return new Promise((resolve) =>
    signal.addEventListener("abort", () => setTimeout(() => resolve({ abandoned: true }), GRACE_MS).unref(), {
      once: true,
    }),
  );
}

function seconds(ms: number): string {
  return `${Number((ms / 1_000).toFixed(1))} s`;
}
