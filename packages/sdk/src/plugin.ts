import type { Command } from "./command.ts";
import type { AnyConnection } from "./connection.ts";

/** What a package brings. An in-process plugin is trusted code; what is not trusted runs as a script. */
export interface Plugin {
  readonly kind: "plugin";
  /** Lower-case letters, digits and `-`. */
  readonly name: string;
  readonly summary: string;
  readonly commands: readonly Command[];
  readonly connections: readonly AnyConnection[];
}

/** Declares a plugin. Connections that its commands `use` are added by themselves. */
export function definePlugin(
  declaration: Pick<Plugin, "name" | "summary" | "commands"> & { readonly connections?: readonly AnyConnection[] },
): Plugin {
  const used = declaration.commands.flatMap((command) => Object.values(command.use));
  return {
    kind: "plugin",
    name: declaration.name,
    summary: declaration.summary,
    commands: declaration.commands,
    connections: [...new Set([...(declaration.connections ?? []), ...used])],
  };
}
