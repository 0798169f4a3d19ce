import process from "node:process";
import type { Io } from "./io.ts";

/**
 * The streams of this process. A reader that goes away (`| head`) ends it quietly, as it ends other programs; a terminal
 * that goes away takes nothing more and gives nothing more, and its hang-up is what ends whatever ran in it.
 */
export function processIo(): Io {
  const { stdin, stdout, stderr } = process;
  for (const stream of [stdin, stdout, stderr])
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code === "EIO") return;
      if (error.code !== "EPIPE") throw error;
      // Whoever listens for the signal has a store to close first.
      if (process.listenerCount("SIGTERM") > 0) process.kill(process.pid, "SIGTERM");
      else process.exit(process.exitCode ?? 0);
    });
  return {
    stdin,
    stdout: (text) => void stdout.write(text),
    stderr: (text) => void stderr.write(text),
    ...(stdout.isTTY ? { columns: stdout.columns } : {}),
    ...(stdin.isTTY && stdout.isTTY
      ? {
          tty: {
            input: stdin,
            write: (text: string) => void stdout.write(text),
            // A terminal that does not know its size says 0.
            columns: () => stdout.columns || 80,
            rows: () => stdout.rows || 24,
            onResize(changed: () => void) {
              stdout.on("resize", changed);
              return () => void stdout.off("resize", changed);
            },
          },
        }
      : {}),
    divert(to) {
      const write = stderr.write;
      stderr.write = (chunk: string | Uint8Array) => {
        to((typeof chunk === "string" ? chunk : Buffer.from(chunk).toString("utf8")).trimEnd());
        return true;
      };
      return () => {
        stderr.write = write;
      };
    },
  };
}
