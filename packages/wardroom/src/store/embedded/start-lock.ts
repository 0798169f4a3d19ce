import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

/**
 * Runs `work` while no other process on this machine does the same for this name. A name in Linux's abstract socket
 * space is the lock: the kernel lets go of it however the process ends, so it is never stale. Elsewhere there is no
 * such thing, and Postgres's own lock file alone keeps two servers off one folder.
 */
export async function withStartLock<T>(name: string, work: () => Promise<T>): Promise<T> {
  if (process.platform !== "linux") return work();
  const lock = createServer();
  while (!(await listens(lock, `\0wardroom-start-${name}`))) await sleep(25);
  lock.unref();
  try {
    return await work();
  } finally {
    await new Promise((done) => lock.close(done));
  }
}

function listens(server: ReturnType<typeof createServer>, path: string): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const failed = (error: NodeJS.ErrnoException) => {
      server.off("listening", held);
      if (error.code === "EADDRINUSE") resolve(false);
      else reject(error);
    };
    const held = () => {
      server.off("error", failed);
      resolve(true);
    };
    server.once("error", failed).once("listening", held).listen(path);
  });
}
