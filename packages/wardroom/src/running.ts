import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import process from "node:process";
import { z } from "zod";

/** How the server of a data folder is reached; `server.json` in it while one runs. */
const runningSchema = z.object({
  pid: z.int(),
  host: z.string(),
  port: z.int(),
  /** The unix socket of the room, in a folder of mode 0700. */
  socket: z.string(),
  demo: z.boolean(),
  startedAt: z.string(),
});

export type RunningServer = z.infer<typeof runningSchema>;

const NAME = "server.json";

/** Says in the data folder how this server is reached. Written beside and renamed, so that nobody reads half of it. */
export async function tellRunning(dataDir: string, server: RunningServer): Promise<void> {
  const draft = join(dataDir, `${NAME}.${process.pid}`);
  await writeFile(draft, `${JSON.stringify(server, undefined, 2)}\n`, { mode: 0o600 });
  await rename(draft, join(dataDir, NAME));
}

export async function forgetRunning(dataDir: string): Promise<void> {
  if ((await findRunning(dataDir))?.pid === process.pid) await rm(join(dataDir, NAME), { force: true });
}

/** The server that runs on a data folder; undefined when none does, or when what says so is left over from a dead one. */
export async function findRunning(dataDir: string): Promise<RunningServer | undefined> {
  const text = await readFile(join(dataDir, NAME), "utf8").catch(() => undefined);
  if (text === undefined) return undefined;
  try {
    const server = runningSchema.parse(JSON.parse(text));
    process.kill(server.pid, 0);
    return server;
  } catch (error) {
    const alive = (error as NodeJS.ErrnoException).code === "EPERM";
    return alive ? runningSchema.parse(JSON.parse(text)) : undefined;
  }
}
