import { type AnyCall, type Command, defineCommand, type EntityName, entities, type Said } from "@wardroom/sdk";
import { z } from "zod";
import { Fault } from "../../base/fault.ts";
import type { Log } from "../../base/log.ts";
import { printable } from "../../base/printable.ts";
import type { Registered } from "../../model/registry.ts";
import { runChild } from "../child/child.ts";
import { programEnvironment, whyWithheld } from "../child/environment.ts";
import { openKept } from "../child/kept.ts";
import { type ArgDeclaration, argSchema, argsOf } from "../declared/args.ts";
import { firstIssue, tryRegister } from "../register.ts";
import { checkCard, parseOutput, stateOf } from "./output.ts";
import { filled, placeholderProblem } from "./placeholder.ts";
import { findProgram, hashPrograms } from "./program.ts";

/** A monitoring plugin that the settings name, as they name it. */
export interface CheckDeclaration {
  readonly name: string;
  readonly summary: string;
  /** The program, then its arguments; `{name}` stands for an argument's value. */
  readonly run: readonly string[];
  readonly args?: Readonly<Record<string, unknown>>;
  /** All arguments without a default where absent. */
  readonly required?: readonly string[] | undefined;
  readonly examples?: readonly string[] | undefined;
  readonly phrases?: readonly string[] | undefined;
  readonly timeoutSeconds?: number;
  readonly env?: readonly string[];
}

export interface CheckNeeds {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly secretVariables?: ReadonlySet<string>;
  readonly log: Log;
}

/**
 * A Nagios-compatible monitoring plugin as a read command, or one sentence that says why it is none. Exit 0, 1, 2 and 3 are
 * OK, WARNING, CRITICAL and UNKNOWN, and whatever the state, the check has done its work. Its version covers the program
 * and every file that its command line names.
 */
export async function loadCheck(declared: CheckDeclaration, needs: CheckNeeds): Promise<Registered | string> {
  const args = z.record(z.string(), argSchema).safeParse(declared.args ?? {});
  if (!args.success) return `args.${firstIssue(args.error)}`;
  const required = declared.required ?? Object.keys(args.data).filter((name) => args.data[name]?.default === undefined);
  const schema = argsOf(args.data, required);
  if (typeof schema === "string") return schema;
  const wrong = placeholderProblem(declared.run, args.data, required);
  if (wrong !== undefined) return `run: ${wrong}`;
  const withheld = whyWithheld(declared.env ?? [], needs.secretVariables);
  if (withheld !== undefined) return withheld;
  const env = programEnvironment(needs.environment, declared.env ?? []);
  const program = await findProgram(declared.run[0] as string, env["PATH"] as string);
  if (program === undefined) return `run: there is no program ${declared.run[0]} that may be executed.`;
  const run = [program, ...declared.run.slice(1)];
  const hash = await hashPrograms(run);
  const command = defineCommand({
    name: declared.name,
    summary: declared.summary,
    args: schema,
    examples: (declared.examples?.length ? declared.examples : [exampleOf(declared.name, args.data, required)]) as [
      string,
    ],
    phrases: declared.phrases ?? [],
    risk: "read",
    timeoutMs: Math.round((declared.timeoutSeconds ?? 30) * 1_000),
    run: async (call) => {
      if ((await hashPrograms(run)) !== hash)
        throw new Fault(
          "script-changed",
          `The program of "${declared.name}" was changed a moment ago. Ask again once it is loaded.`,
        );
      return runCheck(declared.name, run, env, call as AnyCall, needs.log);
    },
  } satisfies Parameters<typeof defineCommand>[0]) as Command;
  return tryRegister(command, {
    plugin: "checks",
    origin: "check",
    code: JSON.stringify([hash, declared.run, declared.env]),
  });
}

async function runCheck(
  name: string,
  run: readonly string[],
  env: Record<string, string>,
  call: AnyCall,
  log: Log,
): Promise<Said> {
  const argv = filled(run, call.args);
  if ("flagLike" in argv)
    return {
      say: `"${argv.flagLike}" begins with a dash, which ${name} would take for a flag. It was not run.`,
      failed: true,
    };
  const kept = openKept();
  const ended = await runChild({
    file: argv[0] as string,
    args: argv.slice(1),
    cwd: "/",
    env,
    person: call.person.id,
    signal: call.signal,
    onOutput: kept.push,
  });
  const stderr = printable(ended.stderr).trim();
  if (stderr !== "") log.info({ command: name, call: call.callId, stderr }, "check's standard error");
  call.signal.throwIfAborted();
  if (ended.enough) throw new Fault("check-broken", `"${name}" printed more than 1 MB and was stopped.`);
  if (ended.killedBy !== null) throw new Fault("check-broken", `"${name}" was ended by ${ended.killedBy}.`, { stderr });
  const output = printable(kept.text());
  const card = checkCard(stateOf(ended.exitCode), parseOutput(output.trim() === "" ? stderr : output));
  const strange = (ended.exitCode ?? 0) > 3 ? { foot: `Exit code ${ended.exitCode} is none that a check gives.` } : {};
  return { card: { ...card, ...strange } };
}

/** A line that would do, where the settings give no example. */
function exampleOf(name: string, args: Readonly<Record<string, ArgDeclaration>>, required: readonly string[]): string {
  const values = required.map((key) => {
    const arg = args[key] as ArgDeclaration;
    const one = arg.type === "array" ? arg.items : arg;
    if (one.type === "boolean") return `--${key}`;
    if (one.type !== "string") return String(one.minimum ?? 1);
    return one.enum?.[0] ?? entities[one.format as EntityName]?.example ?? "something";
  });
  return [name, ...values.map((value) => (/\s/.test(value) ? `"${value}"` : value))].join(" ");
}
