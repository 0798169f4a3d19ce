import { type ChildProcess, spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { join } from "node:path";
import { livingPostmaster, stopPostmaster } from "./postmaster.ts";

/** A data folder for one test, and what must be gone after it. For tests only. */
export function trialFolder(base = "/tmp"): { readonly dir: string; clear(): Promise<void> } {
  const dir = mkdtempSync(join(base, "wardroom-trial-"));
  chmodSync(dir, 0o755);
  return {
    dir,
    async clear() {
      for (const at of [dir, join(dir, "data")]) {
        const living = livingPostmaster(join(at, "postgres"));
        if (living !== undefined) await stopPostmaster(join(at, "postgres"), living.pid);
      }
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

export interface Opener {
  readonly child: ChildProcess;
  /** The next line that it says: `{ pid }` once the store is open, `{ code, say }` when it is not. */
  next(): Promise<Record<string, string | number>>;
  /** Closes the store and ends. */
  finish(): Promise<number>;
}

/** A real process that opens the store on a data folder. Line by line it runs the SQL that `ask` sends it. */
export function openElsewhere(
  dataDir: string,
  { through = [], env = {} }: { through?: readonly string[]; env?: Record<string, string> } = {},
): Opener {
  mkdirSync(join(dataDir, ".."), { recursive: true });
  const script = new URL("./trial-process.fixture.ts", import.meta.url).pathname;
  const [program = "", ...args] = [...through, process.execPath, "--conditions=source", script, dataDir];
  const child = spawn(program, args, { stdio: ["pipe", "pipe", "inherit"], env: { ...process.env, ...env } });
  const lines: string[] = [];
  const readers: ((line: string) => void)[] = [];
  let rest = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => {
    const parts = (rest + text).split("\n");
    rest = parts.pop() ?? "";
    for (const line of parts) {
      const reader = readers.shift();
      if (reader === undefined) lines.push(line);
      else reader(line);
    }
  });
  const ended = new Promise<number>((resolve) => {
    child.once("close", (code, signal) => resolve(code ?? (signal === null ? 1 : 128)));
  });
  return {
    child,
    async next() {
      const line = lines.shift() ?? (await new Promise<string>((resolve) => readers.push(resolve)));
      return JSON.parse(line);
    },
    finish() {
      child.stdin.end();
      return ended;
    },
  };
}
