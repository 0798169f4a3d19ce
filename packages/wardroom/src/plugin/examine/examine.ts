import { readdir, stat } from "node:fs/promises";
import { isDeepStrictEqual } from "node:util";
import type { Command, Example } from "@wardroom/sdk";
import type { z } from "zod";
import { Fault } from "../../base/fault.ts";
import type { Interpretation } from "../../model/interpretation.ts";
import type { Registered, Registry } from "../../model/registry.ts";
import { findPlugins } from "../find.ts";
import { type LoadNeeds, loadPlugins } from "../load.ts";
import { firstIssue } from "../register.ts";
import { runExample } from "./run.ts";
import { runOwnTests } from "./tests.ts";

/** One thing that was looked at. A note is neither good nor bad. */
export interface Finding {
  readonly mark: "ok" | "bad" | "note";
  readonly what: string;
  readonly say: string;
}

export interface ExamineNeeds extends Pick<LoadNeeds, "environment" | "log"> {
  /** What a line means where only these commands are. */
  interpreter(registry: Registry): (line: string) => Interpretation;
}

/**
 * Really loads the plugins under a folder and tries everything that can be tried: each example is understood by the grammar
 * and run, a package's commands against the in-memory twins of their connections, then the package's own tests. What a
 * script does when it is run, it does here.
 */
export async function* examine(folder: string, needs: ExamineNeeds): AsyncGenerator<Finding> {
  const there = await stat(folder).catch(() => undefined);
  if (!there?.isDirectory()) {
    yield { mark: "bad", what: "folder", say: "there is no such folder." };
    return;
  }
  const { registry, problems } = await loadPlugins({ ...needs, builtin: [], folders: [folder], checks: [] });
  for (const { where, say } of problems) yield { mark: "bad", what: where, say };
  const { found } = await findPlugins(folder);
  if (found.length === 0)
    yield { mark: "bad", what: "folder", say: 'no command.yaml, plugin.ts or package.json with "wardroom" is in it.' };
  const interpret = needs.interpreter(withoutSentences(registry));
  for (const registered of registry.commands) {
    const { command, origin, version } = registered;
    yield {
      mark: "ok",
      what: command.name,
      say: `loaded: ${origin}, ${command.risk}, version ${version.slice(0, 12)}`,
    };
    for (const example of command.examples) yield* tried(registered, example, interpret);
  }
  for (const one of found) if (one.kind === "package") yield* ownTests(one.folder, needs);
}

/** An example sentence means what it says it means; what the phrases make of it shows only where it is not known. */
function withoutSentences(registry: Registry): Registry {
  const commands = registry.commands.map((registered) => {
    const examples = registered.command.examples.filter((example) => typeof example === "string");
    return { ...registered, command: { ...registered.command, examples } };
  });
  const byName = new Map(commands.map((one) => [one.command.name, one]));
  return { commands, find: (name) => byName.get(name) };
}

async function* tried(
  { command, origin }: Registered,
  example: Example<z.ZodObject>,
  interpret: (line: string) => Interpretation,
): AsyncGenerator<Finding> {
  const line = typeof example === "string" ? example : example.say;
  const what = `${command.name}: "${line}"`;
  const meant = interpret(line);
  const request = meant.requests.find((one) => one.command === command.name);
  const understood =
    request !== undefined && (meant.act === "run" || meant.act === "confirm") && request.missing.length === 0;
  if (typeof example === "string" && !understood) {
    yield { mark: "bad", what, say: `is not understood${meant.ask === undefined ? "" : `: ${meant.ask.say}`}` };
    return;
  }
  const said = command.args.safeParse(typeof example === "string" ? request?.args : example.means);
  if (!said.success) {
    yield { mark: "bad", what, say: `its arguments do not fit: ${firstIssue(said.error)}` };
    return;
  }
  if (typeof example !== "string") {
    if (!understood)
      yield { mark: "note", what, say: "is understood just as it stands; no phrase says it with other values." };
    else if (!isDeepStrictEqual(command.args.parse(request.args), said.data)) {
      yield { mark: "bad", what, say: `means ${JSON.stringify(request.args)}, not ${JSON.stringify(said.data)}` };
      return;
    }
  }
  if (origin !== "plugin" && command.risk !== "read") {
    yield { mark: "note", what, say: "understood; not run, since it changes something." };
    return;
  }
  yield { what, ...(await outcome(command, said.data)) };
}

async function outcome(command: Command, args: Record<string, unknown>): Promise<Omit<Finding, "what">> {
  try {
    const { said, ms } = await runExample(command, args);
    const words = said.say ?? said.card?.title ?? said.card?.blocks?.[0]?.kind ?? "nothing";
    const shown = words.split("\n")[0]?.slice(0, 80) ?? "";
    return said.failed ? { mark: "bad", say: `failed: ${shown}` } : { mark: "ok", say: `${shown} (${ms} ms)` };
  } catch (error) {
    return {
      mark: "bad",
      say: error instanceof Fault ? error.say : `broke: ${error instanceof Error ? error.message : String(error)}`,
    };
  }
}

async function* ownTests(folder: string, needs: ExamineNeeds): AsyncGenerator<Finding> {
  const files = (await readdir(folder)).filter((name) => /\.test\.(?:ts|js|mjs)$/.test(name));
  if (files.length === 0) {
    yield { mark: "note", what: "tests", say: "it has none of its own (*.test.ts)." };
    return;
  }
  const { passed, say } = await runOwnTests(folder, files, needs.environment);
  yield { mark: passed ? "ok" : "bad", what: "tests", say };
}
