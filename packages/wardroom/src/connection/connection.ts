import { createHash } from "node:crypto";
import { type AnyConnection, type Inventory, inventory } from "@wardroom/sdk";
import { Fault } from "../base/fault.ts";
import { openGate } from "../base/gate.ts";
import type { Log } from "../base/log.ts";
import type { Finding } from "../settings/check.ts";
import type { Problem } from "../settings/problem.ts";
import { problemLine } from "../settings/problem.ts";
import type { Snapshot } from "../settings/read.ts";
import { orAborted } from "./abort.ts";
import { configure, entryOf, findingsIn } from "./configure.ts";
import { connectionFailed } from "./failure.ts";
import { type ConnectionHealth, checkHealth } from "./health.ts";
import { type Held, hold, type Lent, type Opened } from "./held.ts";

export interface ConnectionNeeds {
  readonly snapshot: () => Pick<Snapshot, "settings" | "problems">;
  /** The connections that the loaded plugins bring, at this moment. */
  readonly declared: () => readonly AnyConnection[];
  /** A reference → the secret, blanked from then on (secret/resolve.ts). */
  readonly resolve: (
    reference: { env: string } | { file: string } | { secret: string },
    folder: string,
  ) => Promise<string>;
  readonly blank: (text: string) => string;
  readonly inventory: () => Inventory;
  readonly log: Log;
  /** How often secrets of open connections are looked at again, in ms; changed ones reopen theirs. */
  readonly lookMs?: number;
  readonly now?: () => number;
}

export interface Connections {
  /**
   * The client, opened if need be, within the limits; `release` it when done. Faults: `connection-failed`,
   * `connection-settings-wrong`, `connection-not-declared`, those of secrets; else the signal's reason.
   */
  use(connection: AnyConnection, signal: AbortSignal): Promise<Lent>;
  /** Opens and asks each declared connection, or the one named. */
  check(signal: AbortSignal, name?: string): Promise<readonly ConnectionHealth[]>;
  /** What is wrong under `connections` in the settings, without looking at secrets or opening anything. */
  problems(): Promise<readonly Problem[]>;
  /** Looks at settings and secrets now: what changed is closed when its last user has left, and opens anew. */
  look(): Promise<void>;
  close(): Promise<void>;
}

/** Wardroom's own, served from the settings; its name is taken, so a copy of the SDK in a plugin means the same. */
const INVENTORY = inventory.name;

export function openConnections(needs: ConnectionNeeds): Connections {
  const held = new Map<string, Held>();
  const now = needs.now ?? Date.now;
  let closed = false;

  function heldFor(connection: AnyConnection): Held {
    const { settings } = needs.snapshot();
    const found = entryOf(settings, connection);
    const key = JSON.stringify([settings.folder, found?.entry ?? null]);
    const before = held.get(connection.name);
    if (before?.connection === connection && before.key === key) return before;
    const limits = { ...connection.limits, ...found?.entry.limits } as NonNullable<AnyConnection["limits"]>;
    const fresh = hold({
      connection,
      key,
      gate: openGate(limits),
      open: (signal) => open(connection, signal),
      close: (client) => shut(connection, client),
      now,
    });
    held.set(connection.name, fresh);
    if (before !== undefined) void before.retire();
    return fresh;
  }

  async function open(connection: AnyConnection, signal: AbortSignal): Promise<Opened> {
    const { settings } = needs.snapshot();
    const found = entryOf(settings, connection);
    try {
      const configured = await configure(connection, found?.entry, (reference) =>
        needs.resolve(reference, settings.folder),
      );
      if ("wrong" in configured) throw settingsWrong(connection, configured.wrong);
      const client = await connection.open(configured.settings, {
        folder: settings.folder,
        signal,
        log: (message, detail) => needs.log.info({ connection: connection.name, ...detail }, message),
      });
      needs.log.info({ connection: connection.name }, "connection opened");
      return { client, secrets: digests(configured.secrets) };
    } catch (error) {
      const fault = connectionFailed(connection.name, error, needs.blank);
      needs.log.warn({ connection: connection.name, code: fault.code, ...fault.detail }, fault.say);
      throw fault;
    }
  }

  async function shut(connection: AnyConnection, client: unknown): Promise<void> {
    try {
      await connection.close?.(client);
      needs.log.info({ connection: connection.name }, "connection closed");
    } catch (error) {
      needs.log.warn(connectionFailed(connection.name, error, needs.blank).detail, "a connection did not close well");
    }
  }

  function settingsWrong(connection: AnyConnection, wrong: readonly Finding[]): Fault {
    const problems = placed(connection, wrong);
    return new Fault(
      "connection-settings-wrong",
      `The settings of ${connection.name} are not right: ${problems.map(({ say, line, column }) => `${say} (line ${line}:${column})`).join(" ")}`,
      { problems: problems.map(problemLine) },
    );
  }

  function placed(connection: AnyConnection, wrong: readonly Finding[]): Problem[] {
    const { settings, problems } = needs.snapshot();
    const name = entryOf(settings, connection)?.name ?? connection.name;
    return problems(
      wrong.map(({ path, say, key }) => ({
        path: ["connections", name, ...path],
        say: needs.blank(say),
        ...(key ? { key } : {}),
      })),
    );
  }

  /** A plugin names a connection by the object it declared, so that none gets another's client by its name. */
  function requireDeclared(connection: AnyConnection): void {
    const declared = needs.declared().filter(({ name }) => name === connection.name);
    if (closed) throw new Fault("connection-closed", "Wardroom is stopping.");
    if (declared.includes(connection) && new Set(declared).size === 1) return;
    if (!declared.includes(connection)) {
      throw new Fault(
        "connection-not-declared",
        `No loaded plugin brings this connection ${connection.name}. If its plugin was just changed, say it again.`,
      );
    }
    throw new Fault(
      "connection-twice",
      `Two plugins bring a connection called ${connection.name}, so neither may use it. Take one of them out.`,
    );
  }

  async function use(connection: AnyConnection, signal: AbortSignal): Promise<Lent> {
    if (connection.name === INVENTORY) return { client: needs.inventory(), release: () => {} };
    requireDeclared(connection);
    const one = heldFor(connection);
    const leaveGate = await one.gate.enter(signal);
    try {
      const entering = one.enter();
      const client = await orAborted(entering, signal, () => one.leave());
      let released = false;
      return {
        client,
        release() {
          if (released) return;
          released = true;
          one.leave();
          leaveGate();
        },
      };
    } catch (error) {
      leaveGate();
      throw error;
    }
  }

  async function drop(one: Held): Promise<void> {
    if (held.get(one.connection.name) === one) held.delete(one.connection.name);
    await one.retire();
  }

  async function secretsChanged({ opened }: Held): Promise<boolean> {
    const before = opened()?.secrets;
    if (before === undefined || before.size === 0) return false;
    const { settings } = needs.snapshot();
    for (const [reference, digest] of before) {
      // One that cannot be read just now is no reason to cut a client that works.
      const secret = await needs.resolve(JSON.parse(reference), settings.folder).catch(() => undefined);
      if (secret !== undefined && digestOf(secret) !== digest) return true;
    }
    return false;
  }

  async function look(): Promise<void> {
    for (const one of [...held.values()]) {
      const declared = needs.declared().includes(one.connection);
      if (!declared || (await secretsChanged(one))) await drop(one);
      else if (one.opened() !== undefined) heldFor(one.connection);
    }
  }

  const timer = setInterval(() => void look().catch((error) => needs.log.error(error)), needs.lookMs ?? 15_000).unref();

  return {
    use,
    look,
    async check(signal, name) {
      const declared = new Set(needs.declared());
      const asked = [...declared].filter(
        (each) => each.name !== INVENTORY && (name === undefined || each.name === name),
      );
      return Promise.all(
        asked.map(async (connection) => {
          const health = await checkHealth(connection, use, needs.blank, signal);
          const one = held.get(connection.name);
          // What fails its check is opened anew by the next who needs it.
          if (!health.ok && one?.opened() !== undefined) await drop(one);
          return health;
        }),
      );
    },
    async problems() {
      const { settings } = needs.snapshot();
      const each = await Promise.all(
        needs.declared().map(async (connection) => {
          const found = entryOf(settings, connection);
          return found === undefined ? [] : placed(connection, await findingsIn(connection, found.entry));
        }),
      );
      return each.flat();
    },
    async close() {
      closed = true;
      clearInterval(timer);
      await Promise.all([...held.values()].map((one) => one.end()));
      held.clear();
    },
  };
}

/** Secrets are compared by digest, so that none is kept here. */
function digests(secrets: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...secrets].map(([reference, secret]) => [reference, digestOf(secret)]));
}

function digestOf(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}
