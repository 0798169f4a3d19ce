import process from "node:process";
import { type Key, openKeys, PASTE_MARKS_OFF, PASTE_MARKS_ON } from "./keys.ts";

/** Standard input as a terminal gives it. */
export interface TtyInput {
  setRawMode(raw: boolean): unknown;
  on(event: "data", heard: (bytes: Buffer) => void): unknown;
  on(event: "end", heard: () => void): unknown;
  off(event: "data", heard: (bytes: Buffer) => void): unknown;
  off(event: "end", heard: () => void): unknown;
  resume(): unknown;
  pause(): unknown;
}

/** An escape that nothing follows for this long was the key itself; slow lines send a sequence in pieces. */
const ESCAPE_MS = 60;

/**
 * The terminal key by key. However this process ends while it is open, short of `kill -9`, the terminal is given back
 * as it was.
 */
export function openRawInput(
  input: TtyInput,
  write: (text: string) => void,
  told: { key(key: Key): void; ended(): void; resumed(): void },
): { suspend(): void; close(): void } {
  const keys = openKeys();
  let waiting: NodeJS.Timeout | undefined;

  const take = (found: readonly Key[]): void => {
    for (const key of found) told.key(key);
  };
  const heard = (bytes: Buffer): void => {
    clearTimeout(waiting);
    take(keys.feed(bytes));
    if (keys.partial) waiting = setTimeout(() => take(keys.flush()), ESCAPE_MS);
  };
  const ended = (): void => told.ended();
  const raw = (on: boolean): void => {
    try {
      input.setRawMode(on);
    } catch {
      // The terminal has gone; there is nothing to give back.
    }
    write(on ? PASTE_MARKS_ON : PASTE_MARKS_OFF);
  };
  const giveBack = (): void => raw(false);
  const resumed = (): void => {
    raw(true);
    told.resumed();
  };

  raw(true);
  input.on("data", heard);
  input.on("end", ended);
  input.resume();
  process.on("exit", giveBack);
  process.on("SIGCONT", resumed);
  return {
    suspend() {
      raw(false);
      process.kill(process.pid, "SIGTSTP");
    },
    close() {
      clearTimeout(waiting);
      process.off("exit", giveBack);
      process.off("SIGCONT", resumed);
      process.off("SIGCONT", resumed);
      input.off("data", heard);
      input.off("end", ended);
      raw(false);
      input.pause();
    },
  };
}
