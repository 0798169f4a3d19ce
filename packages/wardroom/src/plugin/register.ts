import { createHash } from "node:crypto";
import type { Command } from "@wardroom/sdk";
import { z } from "zod";
import { Fault, sayOf } from "../base/fault.ts";
import type { JsonSchema, Registered } from "../model/registry.ts";

/**
 * Checks what a declaration says of itself and makes it a registered command. `code` is a hash or version of everything
 * that runs when the command runs; together with the declaration it makes the command's version.
 *
 * Throws {@link Fault} `command-declaration` where a phrase names no argument, an example means no valid arguments, or
 * the arguments have no JSON Schema.
 */
export function register(
  command: Command,
  origin: Omit<Registered, "command" | "version" | "schema"> & { code: string },
): Registered {
  const wrong = (say: string): never => {
    throw new Fault("command-declaration", `${command.name}: ${say}`, { plugin: origin.plugin });
  };
  const schema = jsonSchemaOf(command.args) ?? wrong("its arguments have no JSON Schema; use plain types.");
  if (command.summary.trim() === "") wrong("it has no summary.");
  if (command.examples.length === 0) wrong("it has no example.");
  const names = new Set(Object.keys(command.args.shape));
  for (const phrase of command.phrases)
    for (const [, slot] of phrase.matchAll(/\{([^}]*)\}/g))
      if (!names.has(slot as string)) wrong(`the phrase "${phrase}" names {${slot}}, which is no argument of it.`);
  for (const example of command.examples)
    if (typeof example !== "string") {
      const parsed = command.args.safeParse(example.means);
      if (!parsed.success) wrong(`the example "${example.say}" means no valid arguments: ${firstIssue(parsed.error)}.`);
    }
  const { code, ...where } = origin;
  return { command, ...where, schema, version: versionOf(command, schema, code) };
}

/** Like {@link register}, but what is wrong with it comes back as a sentence. */
export function tryRegister(...args: Parameters<typeof register>): Registered | string {
  try {
    return register(...args);
  } catch (error) {
    return error instanceof Fault ? error.say : `${args[0].name}: ${sayOf(error)}`;
  }
}

/** Where the first issue stands and what it is: `path: expected string`. */
export function firstIssue(error: z.ZodError): string {
  const issue = error.issues[0];
  if (issue === undefined) return "not valid";
  return issue.path.length === 0 ? issue.message : `${issue.path.join(".")}: ${issue.message}`;
}

function jsonSchemaOf(args: z.ZodObject): JsonSchema | undefined {
  try {
    return z.toJSONSchema(args, { io: "input" }) as JsonSchema;
  } catch {
    return undefined;
  }
}

function versionOf(command: Command, schema: JsonSchema, code: string): string {
  const { name, summary, examples, phrases, risk, timeoutMs } = command;
  const uses = Object.entries(command.use).map(([as, connection]) => [as, connection.name]);
  return createHash("sha256")
    .update(JSON.stringify({ name, summary, schema, examples, phrases, risk, timeoutMs, uses, code }))
    .digest("hex");
}
