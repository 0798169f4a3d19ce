import type { AnyConnection } from "@wardroom/sdk";
import { Fault } from "../base/fault.ts";
import type { Gate } from "../base/gate.ts";
import { orAborted } from "./abort.ts";

/** A client lent to one call. */
export interface Lent {
  readonly client: unknown;
  release(): void;
}

/** What opening gave: the client, and what its references gave then. */
export interface Opened {
  readonly client: unknown;
  readonly secrets: ReadonlyMap<string, string>;
}

/**
 * One connection under one set of settings: opened by the first who needs it, shared by all, closed when it is retired
 * and the last has left. What failed is not tried again before a while has passed, so that a dead system is not asked
 * by every message; the wait grows from one second to thirty.
 */
export interface Held {
  readonly connection: AnyConnection;
  /** The settings it was made from, as text. */
  readonly key: string;
  readonly gate: Gate;
  /** The client; opens it when needed. Everybody who got it leaves again. */
  enter(): Promise<unknown>;
  leave(): void;
  /** What is open, if it is. */
  opened(): Opened | undefined;
  /** No more will enter; closes when the last has left. */
  retire(): Promise<void>;
  /** Closes now, whoever is inside. */
  end(): Promise<void>;
}

export interface HeldNeeds {
  readonly connection: AnyConnection;
  readonly key: string;
  readonly gate: Gate;
  /** Its failures are Faults that may be shown. */
  open(signal: AbortSignal): Promise<Opened>;
  /** Does not fail. */
  close(client: unknown): Promise<void>;
  readonly now: () => number;
  /** How long opening may take, in ms. */
  readonly openTimeoutMs?: number;
}

const FIRST_WAIT_MS = 1000;
const MOST_WAIT_MS = 30_000;
const OPEN_TIMEOUT_MS = 30_000;

export function hold(needs: HeldNeeds): Held {
  const { connection, key, gate, open, close, now, openTimeoutMs = OPEN_TIMEOUT_MS } = needs;
  /** Of the client that is opening or open: aborted when opening takes too long, and when it is closed. */
  let lifetime = new AbortController();
  let opening: Promise<Opened> | undefined;
  let opened: Opened | undefined;
  let failed: { fault: Fault; until: number; waitMs: number } | undefined;
  let inside = 0;
  let retired = false;

  async function openOnce(): Promise<Opened> {
    // The client may hold on to the signal for what it does in the background, so it outlives the opening.
    lifetime = new AbortController();
    const { signal } = lifetime;
    const tooLong = setTimeout(() => lifetime.abort(slow(connection.name, openTimeoutMs)), openTimeoutMs).unref();
    try {
      // A client that comes too late for anybody is closed at once.
      opened = await orAborted(open(signal), signal, ({ client }) => void close(client));
      failed = undefined;
      return opened;
    } catch (error) {
      const waitMs = Math.min((failed?.waitMs ?? FIRST_WAIT_MS / 2) * 2, MOST_WAIT_MS);
      failed = { fault: error as Fault, until: now() + waitMs, waitMs };
      opening = undefined;
      throw error;
    } finally {
      clearTimeout(tooLong);
    }
  }

  async function shut(why = new Fault("connection-closed", "This connection was closed.")): Promise<void> {
    const { client } = opened ?? {};
    lifetime.abort(why);
    opening = undefined;
    opened = undefined;
    if (client !== undefined) await close(client);
  }

  return {
    connection,
    key,
    gate,
    async enter() {
      if (failed !== undefined && now() < failed.until) {
        const inSeconds = Math.ceil((failed.until - now()) / 1000);
        throw new Fault(
          failed.fault.code,
          `${failed.fault.say} It is tried again in ${inSeconds} s.`,
          failed.fault.detail,
        );
      }
      inside++;
      try {
        opening ??= openOnce();
        return (await opening).client;
      } catch (error) {
        inside--;
        throw error;
      }
    },
    leave() {
      inside--;
      if (retired && inside === 0) void shut();
    },
    opened: () => opened,
    async retire() {
      retired = true;
      if (inside === 0) await shut();
    },
    async end() {
      retired = true;
      await shut(new Fault("connection-closed", "Wardroom is stopping."));
    },
  };
}

function slow(name: string, ms: number): Fault {
  return new Fault("connection-failed", `${name} did not answer within ${ms / 1000} s.`, {
    connection: name,
  });
}
