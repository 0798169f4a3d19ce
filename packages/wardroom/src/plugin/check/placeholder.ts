import type { ArgDeclaration } from "../declared/args.ts";

const PLACEHOLDER = /\{([a-zA-Z][a-zA-Z0-9_-]*)\}/g;

/**
 * What is wrong with the placeholders of a command line, or undefined. Each must name an argument that always has a value:
 * a flag without its value would make the next argument one.
 */
export function placeholderProblem(
  run: readonly string[],
  args: Readonly<Record<string, ArgDeclaration>>,
  required: readonly string[],
): string | undefined {
  const [program = ""] = run;
  if (program.match(PLACEHOLDER)) return "the program itself cannot be an argument.";
  for (const element of run)
    for (const [whole, name] of element.matchAll(PLACEHOLDER)) {
      const arg = Object.hasOwn(args, name as string) ? args[name as string] : undefined;
      if (arg === undefined) return `${whole} names no argument.`;
      if (!required.includes(name as string) && arg.default === undefined)
        return `${whole} may be absent; give the argument a default, or list it under "required".`;
    }
  return undefined;
}

/** A value that the program would take for a flag. */
export interface FlagLike {
  readonly flagLike: string;
}

/**
 * The command line with its placeholders filled. A list that is an element of its own becomes several elements, inside one
 * it is joined by commas. Gives {@link FlagLike} where a text would stand at the beginning of an element and begins with
 * `-`: what a person says must never become a flag.
 */
export function filled(run: readonly string[], args: Readonly<Record<string, unknown>>): string[] | FlagLike {
  const argv: string[] = [];
  for (const element of run) {
    const alone = /^\{([^{}]+)\}$/.exec(element)?.[1];
    const list = alone === undefined ? undefined : args[alone];
    const made = Array.isArray(list)
      ? list.map((value) => ({ value, text: String(value) }))
      : [{ value: firstValue(element, args), text: element.replace(PLACEHOLDER, (_, name) => String(args[name])) }];
    for (const { value, text } of made) {
      if (typeof value === "string" && value.startsWith("-")) return { flagLike: value };
      argv.push(text);
    }
  }
  return argv;
}

/** The value that an element begins with, if it begins with one. */
function firstValue(element: string, args: Readonly<Record<string, unknown>>): unknown {
  const name = /^\{([^{}]+)\}/.exec(element)?.[1];
  const value = name === undefined ? undefined : args[name];
  return Array.isArray(value) ? value[0] : value;
}
