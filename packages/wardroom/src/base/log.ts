import { type Logger, pino } from "pino";

export type Log = Pick<Logger, "debug" | "info" | "warn" | "error"> & { child(fields: Record<string, unknown>): Log };

/** Names whose values never reach a log line, at any depth that pino looks at. */
const REDACTED = ["*.secret", "*.password", "*.token", "*.privateKey", "secret", "password", "token", "privateKey"];

/**
 * The log: JSON lines on stderr. `blank` takes known secrets out of every line before it is written.
 * Levels: `silent`, `error`, `warn`, `info`, `debug`.
 */
export function openLog(level: string, blank: (line: string) => string = (line) => line): Log {
  return pino(
    {
      level,
      base: undefined,
      redact: { paths: REDACTED, censor: "[blanked]" },
      timestamp: pino.stdTimeFunctions.isoTime,
    },
    { write: (line: string) => process.stderr.write(blank(line)) },
  );
}

export function silentLog(): Log {
  return pino({ level: "silent" });
}
