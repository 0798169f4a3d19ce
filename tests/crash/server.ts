import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";

const bin = fileURLToPath(new URL("../../packages/wardroom/bin/wardroom.js", import.meta.url));

/** A real server in a process of its own, on a data folder that outlives it. */
export interface ServerProcess {
  readonly dataDir: string;
  /** `ws://…/socket`, of the process that runs now. */
  url(): string;
  start(): Promise<void>;
  /** The process is gone at once, as after `kill -9`. */
  kill(): Promise<void>;
  /** Asks it to end, and waits until it has. */
  stop(): Promise<number | null>;
  /** Everything it has written to stderr. */
  errors(): string;
  remove(): Promise<void>;
}

export async function serverProcess({
  args = ["--demo"],
  env = {} as Record<string, string>,
  dataDir = "",
} = {}): Promise<ServerProcess> {
  const folder = dataDir === "" ? await mkdtemp(join(tmpdir(), "wardroom-crash-")) : dataDir;
  let child: ChildProcess | undefined;
  let port = 0;
  let errors = "";

  async function start(): Promise<void> {
    const started = spawn(process.execPath, [bin, "up", ...args, "--port", "0", "--data", folder], {
      env: { ...process.env, ...env },
      stdio: ["ignore", "pipe", "pipe"],
    });
    child = started;
    started.stderr.on("data", (bytes: Buffer) => {
      errors += bytes;
    });
    started.stdout.resume();
    for (;;) {
      const server = await readFile(join(folder, "server.json"), "utf8").then(JSON.parse, () => undefined);
      if (server?.pid === started.pid) {
        port = server.port;
        return;
      }
      if (started.exitCode !== null) throw new Error(`the server ended with ${started.exitCode}:\n${errors}`);
      await sleep(20);
    }
  }

  async function end(signal: NodeJS.Signals): Promise<number | null> {
    const ending = child;
    child = undefined;
    if (ending === undefined || ending.exitCode !== null) return ending?.exitCode ?? null;
    ending.kill(signal);
    await once(ending, "exit");
    return ending.exitCode;
  }

  return {
    dataDir: folder,
    url: () => `ws://127.0.0.1:${port}/socket`,
    errors: () => errors,
    start,
    kill: async () => void (await end("SIGKILL")),
    stop: () => end("SIGTERM"),
    async remove() {
      await end("SIGTERM");
      await rm(folder, { recursive: true, force: true });
    },
  };
}
