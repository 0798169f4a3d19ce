import { Fault } from "../base/fault.ts";
import type { Registered, Registry } from "../model/registry.ts";

/** Something that could not be loaded: where it stands, and what is wrong with it, for the operator. */
export interface PluginProblem {
  readonly where: string;
  readonly say: string;
}

/** One to five lower-case words of letters, digits and `-`, parted by one blank; 60 characters at most. */
const NAME = /^[a-z0-9][a-z0-9-]*(?: [a-z0-9][a-z0-9-]*){0,4}$/;
const NAME_CHARS = 60;

/**
 * All commands as one immutable registry. A command with an impossible name, or one whose name is taken, is left out
 * and told to `onProblem`; of two with one name the earlier in `registered` stays, so builtins cannot be replaced.
 * Without `onProblem` it throws {@link Fault} `command-name` instead.
 */
export function makeRegistry(
  registered: readonly Registered[],
  onProblem: (problem: PluginProblem) => void = ({ where, say }) => {
    throw new Fault("command-name", say, { where });
  },
): Registry {
  const byName = new Map<string, Registered>();
  for (const one of registered) {
    const { name } = one.command;
    const taken = byName.get(name);
    if (!isCommandName(name))
      onProblem({
        where: one.plugin,
        say: `"${name}" cannot name a command: one to five lower-case words of letters, digits and "-".`,
      });
    else if (taken !== undefined)
      onProblem({
        where: one.plugin,
        say: `"${name}" is a command of ${taken.plugin} already, so the one of ${one.plugin} is left out.`,
      });
    else byName.set(name, Object.freeze(one));
  }
  const commands = Object.freeze([...byName.values()].sort((a, b) => (a.command.name < b.command.name ? -1 : 1)));
  return Object.freeze({ commands, find: (name: string) => byName.get(name) });
}

export function isCommandName(name: string): boolean {
  return name.length <= NAME_CHARS && NAME.test(name);
}
