import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const bin = fileURLToPath(new URL("../../packages/wardroom/bin/wardroom.js", import.meta.url));

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly errors: string;
}

/** Runs the real command line in a process of its own and gives what it printed. */
export function wardroom(
  args: readonly string[],
  { input = "", env = {} as Record<string, string>, cwd = process.cwd() } = {},
): Promise<Ran> {
  const child = spawn(process.execPath, [bin, ...args], { cwd, env: { ...process.env, ...env }, stdio: "pipe" });
  let out = "";
  let errors = "";
  child.stdout.on("data", (bytes: Buffer) => {
    out += bytes;
  });
  child.stderr.on("data", (bytes: Buffer) => {
    errors += bytes;
  });
  child.stdin.on("error", () => {
    // A verb that reads nothing closes its standard input; what it says is in `errors`.
  });
  child.stdin.end(input);
  return new Promise((resolve) => child.on("close", (code) => resolve({ code, out, errors })));
}
