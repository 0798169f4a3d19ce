import { type ParseArgsConfig, parseArgs } from "node:util";
import { Fault } from "../base/fault.ts";
import { nearest } from "../base/near.ts";

type Options = NonNullable<ParseArgsConfig["options"]>;
type Parsed<O extends Options> = ReturnType<
  typeof parseArgs<{ options: O; allowPositionals: true; strict: true; args: string[] }>
>;

/** Flags that go with every verb that needs a store or a server. */
export const placeFlags = {
  data: { type: "string" },
  config: { type: "string" },
  log: { type: "string" },
  demo: { type: "boolean" },
} as const;

/** Wrong usage: exit code 2, with how it is meant. */
export function wrongUsage(say: string): Fault {
  return new Fault("wrong-usage", say);
}

/**
 * The flags and words of a verb. A flag that is not known or lacks its value, or more words than `positionals`, is a
 * Fault `wrong-usage`.
 */
export function readFlags<const O extends Options>(
  args: readonly string[],
  options: O,
  { positionals = Number.POSITIVE_INFINITY }: { readonly positionals?: number } = {},
): Parsed<O> {
  const parsed = parse(args, options);
  const stray = parsed.positionals[positionals];
  if (stray !== undefined) throw wrongUsage(`"${stray}" is one word too many.`);
  return parsed;
}

function parse<const O extends Options>(args: readonly string[], options: O): Parsed<O> {
  try {
    return parseArgs({ args: [...args], options, allowPositionals: true, strict: true });
  } catch (error) {
    throw wrongUsage(flagFault(error, Object.keys(options)));
  }
}

/** What is wrong with a flag, in a sentence, from what node:util says of it. */
export function flagFault(error: unknown, known: readonly string[]): string {
  const { code, message } = error as NodeJS.ErrnoException;
  const flag = /'-{0,2}([\w-]+)/.exec(message)?.[1] ?? "";
  if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION") {
    const meant = nearest(flag, known);
    return `There is no --${flag}.${meant === undefined ? "" : ` Did you mean --${meant}?`}`;
  }
  return message.split(". ")[0]?.replace(/\.?$/, ".") ?? message;
}

/** Whether an error is one of node:util's `parseArgs`. */
export function isFlagError(error: unknown): boolean {
  return error instanceof TypeError && String((error as NodeJS.ErrnoException).code).startsWith("ERR_PARSE_ARGS");
}
