import { spawn } from "node:child_process";
import { type Answer, gather, type RunOptions } from "./answer.ts";

/**
 * Runs a script of ours on this machine: the same text that other machines get, so that there is one way to read a
 * machine. In a process group of its own, with an empty environment.
 */
export function runHere(script: string, { signal, deadlineMs }: RunOptions): Promise<Answer> {
  return new Promise((resolve) => {
    const child = spawn("/bin/sh", ["-s"], { cwd: "/", env: {}, detached: true, stdio: ["pipe", "pipe", "ignore"] });
    let whole = true;
    const end = () => {
      whole = false;
      try {
        if (child.pid !== undefined) process.kill(-child.pid, "SIGKILL");
      } catch {
        // It is over already.
      }
      child.stdout.destroy();
    };
    const timer = setTimeout(end, deadlineMs);
    signal.addEventListener("abort", end, { once: true });
    const over = (answer: Answer) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", end);
      resolve(answer);
    };
    const output = gather(end);
    child.stdout.on("data", output.add);
    child.stdin.on("error", () => {});
    child.on("error", () =>
      over({ kind: "not-reached", code: "broken-off", say: "There is no /bin/sh here to ask this machine with." }),
    );
    child.on("close", () => over({ kind: "ran", output: output.text(), whole, connectMs: 0 }));
    if (signal.aborted) end();
    child.stdin.end(script);
  });
}
