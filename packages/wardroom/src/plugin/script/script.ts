import { join } from "node:path";
import { type AnyCall, type Command, defineCommand, type Said } from "@wardroom/sdk";
import { Fault } from "../../base/fault.ts";
import type { Log } from "../../base/log.ts";
import { printable } from "../../base/printable.ts";
import { type Ended, runChild } from "../child/child.ts";
import { programEnvironment } from "../child/environment.ts";
import { MOST_BYTES } from "../child/kept.ts";
import { openAnswer } from "./answer.ts";
import type { Declaration } from "./declaration.ts";
import { openLines } from "./lines.ts";

/** What a script runs with. */
export interface ScriptNeeds {
  readonly folder: string;
  /** Wardroom's own environment, of which a script sees PATH, LANG and what its declaration names. */
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly log: Log;
  /** Hash of the folder now; what differs from what was registered does not run. */
  fingerprint(): Promise<string>;
  /** Hash of the folder when it was registered. */
  readonly registered: string;
}

const STDERR_SHOWN_LINES = 5;

/**
 * A script folder as a command. One JSON request on its standard input, lines on its standard output
 * (protocol/README.md). Exit 0 is done and 1 failed; anything else, a signal or too much output is broken: the call throws a
 * {@link Fault} `script-broken` that tells what it had said until then.
 */
export function scriptCommand(declaration: Declaration, needs: ScriptNeeds): Command {
  const { name, summary, args, examples, phrases, risk, timeout } = declaration;
  const run = (call: AnyCall): Promise<Said> => runScript(declaration, needs, call);
  const facts = { name, summary, args, examples, phrases, risk, timeoutMs: Math.round(timeout * 1_000), run };
  // What a script declares beyond a read is judged like any command; carrying it out needs previews, which the protocol lacks.
  return defineCommand(facts as unknown as Parameters<typeof defineCommand>[0]);
}

async function runScript(declaration: Declaration, needs: ScriptNeeds, call: AnyCall): Promise<Said> {
  if ((await needs.fingerprint()) !== needs.registered)
    throw new Fault(
      "script-changed",
      `The script of "${declaration.name}" was changed a moment ago. Ask again once it is loaded.`,
    );
  const answer = openAnswer();
  const lines = openLines((line) => {
    if (line.kind === "progress") call.progress(line.text, line.share);
    else answer.add(line);
  });
  const ended = await runChild({
    file: join(needs.folder, "run"),
    args: [],
    cwd: needs.folder,
    env: programEnvironment(needs.environment, declaration.env),
    input: `${JSON.stringify(requestOf(declaration.name, call))}\n`,
    person: call.person.id,
    signal: call.signal,
    onOutput: lines.push,
  });
  const whole = lines.end();
  const stderr = printable(ended.stderr).trim();
  if (stderr !== "")
    needs.log.info({ command: declaration.name, call: call.callId, stderr }, "script's standard error");
  const { said, silent } = answer.done();
  const bad = whatBroke(whole ? ended : { ...ended, enough: true });
  if (bad !== undefined && !call.signal.aborted) throw brokenWith(declaration.name, bad, said, stderr);
  if (call.signal.aborted) throw new Fault("script-stopped", said.say ?? "", { signal: ended.killedBy });
  if (ended.exitCode === 0) return silent ? { say: "Done. It had nothing to say." } : said;
  return { ...said, ...(silent ? { say: lastLines(stderr) || "It failed and did not say why." } : {}), failed: true };
}

/** What one run is told, as the protocol has it. */
export function requestOf(command: string, call: Pick<AnyCall, "args" | "person" | "room" | "callId" | "now">) {
  return {
    protocol: 1,
    command,
    args: call.args,
    person: { id: call.person.id, name: call.person.name },
    room: call.room,
    callId: call.callId,
    now: call.now.toISOString(),
  };
}

function whatBroke(ended: Ended): string | undefined {
  if (ended.enough) return `printed more than ${MOST_BYTES / 1_048_576} MB and was stopped`;
  if (ended.killedBy !== null) return `was ended by ${ended.killedBy}`;
  return ended.exitCode === 0 || ended.exitCode === 1 ? undefined : `ended with exit code ${ended.exitCode}`;
}

function brokenWith(name: string, what: string, said: Said, stderr: string): Fault {
  const parts = [`"${name}" ${what}.`];
  if (said.say !== undefined) parts.push(`Before that it said:\n${said.say}`);
  const errors = lastLines(stderr);
  if (errors !== "") parts.push(`Its last error lines:\n${errors}`);
  return new Fault("script-broken", parts.join("\n"), { stderr });
}

function lastLines(text: string): string {
  return text.split("\n").slice(-STDERR_SHOWN_LINES).join("\n");
}
