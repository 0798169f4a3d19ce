import { userInfo } from "node:os";
import { join, resolve } from "node:path";
import process from "node:process";
import { Fault } from "./base/fault.ts";

/** Flags as `parseArgs` gives them; what is absent is taken from the environment, then from the defaults. */
export interface ConfigFlags {
  readonly data?: string | undefined;
  readonly port?: string | undefined;
  readonly host?: string | undefined;
  readonly config?: string | undefined;
  readonly log?: string | undefined;
  readonly demo?: boolean | undefined;
}

export const logLevels = ["silent", "error", "warn", "info", "debug"] as const;
export type LogLevel = (typeof logLevels)[number];

/** How this process was started: what flags and environment say. What a site is like stands in its settings. */
export interface Config {
  /** Absolute. Everything Wardroom keeps is in here, but for what an outside database holds. */
  readonly dataDir: string;
  /** The settings file, absolute: `--config`, else `wardroom.yaml` in the data folder. */
  readonly settingsFile: string;
  /** The settings file was named by a flag or the environment, so it is never made by Wardroom. */
  readonly settingsNamed: boolean;
  /** 0 asks the system for a free port. */
  readonly port: number;
  readonly host: string;
  readonly databaseUrl?: string;
  /** A folder with PostgreSQL's programs, instead of those that npm brought. */
  readonly pgBin?: string;
  readonly logLevel: LogLevel;
  readonly demo: boolean;
  /** The operating-system user this process runs as. */
  readonly osUser: string;
  /** A folder for sockets that ends with the login session, where the system has one. */
  readonly runtimeDir?: string;
  /** The terminal can show colour and move its cursor (`NO_COLOR` and `TERM=dumb` say otherwise). */
  readonly color: boolean;
  readonly dumbTerminal: boolean;
  /** The whole environment, of which scripts and checks see what they name. */
  readonly environment: Readonly<Record<string, string | undefined>>;
}

export const DEFAULT_PORT = 4620;

/**
 * Reads how this process was started. Names: `WARDROOM_DATA`, `WARDROOM_PORT`, `WARDROOM_HOST`, `WARDROOM_CONFIG`,
 * `WARDROOM_LOG`, `DATABASE_URL`, `WARDROOM_PG_BIN`, `XDG_RUNTIME_DIR`, `NO_COLOR`, `TERM`. `--demo` has no name in the
 * environment: who may be whom must not hang on something inherited unseen. A wrong value is a Fault `config-wrong`.
 */
export function readConfig(
  flags: ConfigFlags = {},
  env: Readonly<Record<string, string | undefined>> = process.env,
  cwd: string = process.cwd(),
): Config {
  const dataDir = resolve(cwd, flags.data || env["WARDROOM_DATA"] || ".wardroom");
  const named = flags.config || env["WARDROOM_CONFIG"];
  return {
    dataDir,
    settingsFile: named ? resolve(cwd, named) : join(dataDir, "wardroom.yaml"),
    settingsNamed: Boolean(named),
    port: portOf(flags.port ?? env["WARDROOM_PORT"]),
    host: flags.host || env["WARDROOM_HOST"] || "127.0.0.1",
    logLevel: logLevelOf(flags.log || env["WARDROOM_LOG"] || "info"),
    demo: flags.demo === true,
    osUser: osUserName(),
    color: !env["NO_COLOR"] && env["TERM"] !== "dumb",
    dumbTerminal: env["TERM"] === "dumb",
    environment: env,
    ...(env["DATABASE_URL"] ? { databaseUrl: env["DATABASE_URL"] } : {}),
    ...(env["WARDROOM_PG_BIN"] ? { pgBin: resolve(cwd, env["WARDROOM_PG_BIN"]) } : {}),
    ...(env["XDG_RUNTIME_DIR"] ? { runtimeDir: env["XDG_RUNTIME_DIR"] } : {}),
  };
}

/** One variable that the settings name: a secret, or what a script may see. Undefined when it is not set. */
export function envSecret(name: string): string | undefined {
  return process.env[name];
}

function portOf(text: string | undefined): number {
  if (text === undefined || text === "") return DEFAULT_PORT;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (!(port <= 65_535))
    throw wrong(`The port is "${text}". Give a number from 0 to 65535, for example ${DEFAULT_PORT}.`);
  return port;
}

function logLevelOf(text: string): LogLevel {
  const level = logLevels.find((known) => known === text);
  if (level === undefined) throw wrong(`The log level is "${text}". Give one of ${logLevels.join(", ")}.`);
  return level;
}

function wrong(say: string): Fault {
  return new Fault("config-wrong", say);
}

/** A user without a name (a container run under a bare number) is named by that number. */
function osUserName(): string {
  try {
    return userInfo().username;
  } catch {
    return String(process.getuid?.() ?? "unknown");
  }
}
