import { type Command, defineCommand } from "@wardroom/sdk";
import { z } from "zod";
import { ALIAS_WORDS, aliasKey } from "../message/interpret/alias.ts";
import type { Registry } from "../model/registry.ts";

/** People's own words for lines, by person and name ({@link aliasKey}). */
export interface Aliases {
  get(personId: string): Promise<ReadonlyMap<string, string>>;
  set(personId: string, name: string, means: string): Promise<void>;
  /** Whether there was one. */
  remove(personId: string, name: string): Promise<boolean>;
}

export interface AliasNeeds {
  readonly aliases: Aliases;
  site(): ReadonlyMap<string, string>;
  registry(): Registry;
}

const MOST_ALIASES = 200;
const NAME = /^[\p{L}\p{N}][\p{L}\p{M}\p{N}_.+-]*(?: [\p{L}\p{N}][\p{L}\p{M}\p{N}_.+-]*)*$/u;
/** Words that answer a question; an alias of that name would never be heard as one. */
const ANSWERS = new Set(["yes", "no", "ok", "cancel", "never mind", "stop"]);

const name = z.string().min(1).max(60).describe("one to four words of your own");

/**
 * `alias set NAME means LINE`, `alias list`, `alias remove NAME`. Setting one is declared a read: it changes how this
 * one person is understood and nothing outside of that, and what an alias stands for is judged anew each time it is said.
 */
export function aliasCommands({ aliases, site, registry }: AliasNeeds): readonly Command[] {
  return [
    defineCommand({
      name: "alias set",
      summary: "Say a line in a word of your own",
      args: z.object({
        name,
        line: z.string().min(1).max(2_000).meta({ format: "line", description: "what it stands for" }),
      }),
      examples: [
        "alias set shop host status web-03",
        { say: "alias set shop means host status web-03", means: { name: "shop", line: "host status web-03" } },
      ],
      phrases: ["alias set {name} means {line}", "alias {name} means {line}", "when I say {name} I mean {line}"],
      risk: "read",
      async run({ args, person }) {
        const key = aliasKey(args.name);
        const refusal = refused(key, args.line, registry());
        if (refusal !== undefined) return { say: refusal, failed: true };
        const own = await aliases.get(person.id);
        if (own.size >= MOST_ALIASES && !own.has(key)) {
          return {
            say: `You have ${MOST_ALIASES} aliases, as many as there may be. Remove one first: alias list`,
            failed: true,
          };
        }
        await aliases.set(person.id, key, args.line);
        const before = own.get(key);
        return `${key} now means: ${args.line}${before === undefined || before === args.line ? "" : `\nIt meant: ${before}`}`;
      },
    }),
    defineCommand({
      name: "alias list",
      summary: "Your own words for lines, and those of the site",
      args: z.object({}),
      examples: ["alias list"],
      phrases: ["what are my aliases", "list my aliases"],
      risk: "read",
      async run({ person }) {
        const own = [...(await aliases.get(person.id))].map(([key, line]) => [key, line, "you"]);
        const everybodys = [...site()].map(([key, line]) => [key, line, "everybody"]);
        const rows = [...own, ...everybodys];
        if (rows.length === 0) return "You have no aliases. Make one: alias set NAME means LINE";
        return { card: { title: "Aliases", blocks: [{ kind: "table", columns: ["Say", "Means", "For"], rows }] } };
      },
    }),
    defineCommand({
      name: "alias remove",
      summary: "Take one of your own words away",
      args: z.object({ name }),
      examples: ["alias remove shop"],
      risk: "read",
      async run({ args, person }) {
        const key = aliasKey(args.name);
        if (await aliases.remove(person.id, key)) return `${key} means nothing of its own any more.`;
        return { say: `You have no alias ${key}. alias list shows those you have.`, failed: true };
      },
    }),
  ];
}

/** Commands come before aliases, so an alias of a command's name would never be heard: better said now. */
function refused(key: string, line: string, registry: Registry): string | undefined {
  if (!NAME.test(key) || key.split(" ").length > ALIAS_WORDS) {
    return `An alias is one to ${ALIAS_WORDS} words of letters, digits, dashes and dots.`;
  }
  if (ANSWERS.has(key)) return `${key} is an answer, so it cannot be an alias.`;
  const taken = registry.commands.find(({ command }) => key === command.name || key.startsWith(`${command.name} `));
  if (taken !== undefined) return `${taken.command.name} is a command, so ${key} cannot be an alias.`;
  const begun = registry.commands.find(({ command }) => command.name.startsWith(`${key} `));
  if (begun !== undefined) return `${key} begins the command ${begun.command.name}, so it cannot be an alias.`;
  return aliasKey(line) === key ? `${key} cannot stand for itself.` : undefined;
}
