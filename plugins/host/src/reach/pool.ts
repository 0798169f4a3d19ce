import type { Client } from "ssh2";
import { type Answer, gather, type RunOptions } from "./answer.ts";
import { connect, type Refusal } from "./connect.ts";
import type { SshSettings } from "./ssh-settings.ts";
import type { Ssh, SshTarget } from "./target.ts";

interface Line {
  readonly ready: Promise<{ readonly client: Client; readonly connectMs: number } | Refusal>;
  uses: number;
  idle?: NodeJS.Timeout | undefined;
}

/**
 * Connections kept while they are used and a little longer: one a target, shared by all who ask at the same time. One that
 * fails or ends is forgotten, so the next question tries anew.
 */
export function openPool(settings: SshSettings): Ssh {
  const lines = new Map<string, Line>();
  const clients = new Set<Client>();

  function lineTo(target: SshTarget): Line {
    const key = JSON.stringify(target);
    const standing = lines.get(key);
    if (standing !== undefined) return standing;
    const forget = () => {
      if (lines.get(key) === line) lines.delete(key);
    };
    const line: Line = {
      uses: 0,
      ready: connect(target, settings, (client) => {
        clients.delete(client);
        forget();
      }).then((outcome) => {
        if ("client" in outcome) clients.add(outcome.client);
        else forget();
        return outcome;
      }),
    };
    lines.set(key, line);
    return line;
  }

  return {
    async run(target, script, options) {
      const line = lineTo(target);
      line.uses++;
      clearTimeout(line.idle);
      try {
        const outcome = await orAborted(line.ready, options.signal);
        if (outcome === undefined) return { kind: "not-reached", code: "broken-off", say: "That was called off." };
        if (!("client" in outcome)) return outcome;
        return await runOn(outcome.client, target, script, outcome.connectMs, options);
      } finally {
        if (--line.uses === 0) {
          line.idle = setTimeout(() => {
            void line.ready.then((outcome) => "client" in outcome && outcome.client.end());
          }, settings.idleSeconds * 1000);
          line.idle.unref();
        }
      }
    },
    open: () => clients.size,
    async close() {
      for (const line of lines.values()) clearTimeout(line.idle);
      await Promise.all(
        [...clients].map((client) => new Promise<void>((resolve) => client.once("close", resolve).end())),
      );
    },
  };
}

function orAborted<Value>(promise: Promise<Value>, signal: AbortSignal): Promise<Value | undefined> {
  if (signal.aborted) return Promise.resolve(undefined);
  return new Promise((resolve, reject) => {
    const stop = () => resolve(undefined);
    signal.addEventListener("abort", stop, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", stop));
  });
}

/** Feeds the script to a shell there. The command line is `sh -s`, always; nothing is ever part of it. */
function runOn(
  client: Client,
  { name }: SshTarget,
  script: string,
  connectMs: number,
  { signal, deadlineMs }: RunOptions,
): Promise<Answer> {
  return new Promise((resolve) => {
    let timer: NodeJS.Timeout | undefined;
    let cut = () => over(notReached(`${name} takes no command.`));
    const stop = () => cut();
    const lost = () => over(notReached(`${name} broke off the connection.`));
    const over = (answer: Answer) => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      client.removeListener("close", lost);
      resolve(answer);
    };
    timer = setTimeout(stop, deadlineMs);
    signal.addEventListener("abort", stop, { once: true });
    client.once("close", lost);
    client.exec("sh -s", (error, stream) => {
      if (error) return over(notReached(`${name} lets us in, but runs nothing for us.`));
      const end = (whole: boolean) => {
        over({ kind: "ran", output: output.text(), whole, connectMs });
        stream.close();
      };
      cut = () => end(false);
      const output = gather(stop);
      stream.on("data", output.add);
      stream.stderr.resume();
      stream.on("error", stop);
      stream.on("close", () => end(true));
      stream.end(script);
    });
  });
}

function notReached(say: string): Answer {
  return { kind: "not-reached", code: "broken-off", say };
}
