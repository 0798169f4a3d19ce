import type { Command } from "@wardroom/sdk";

/** A JSON Schema document (draft 2020-12) as plain data. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** A command that may be asked for, with what is known of it beyond its declaration. */
export interface Registered {
  readonly command: Command;
  /** SHA-256 over declaration and code, hex: another one is another command to judge. */
  readonly version: string;
  /** The plugin or script folder that brought it. */
  readonly plugin: string;
  readonly origin: "builtin" | "plugin" | "script" | "check";
  /** The arguments as a JSON Schema object; `format` (or `items.format`) names an entity type. */
  readonly schema: JsonSchema;
}

/**
 * All commands at one moment. A reload makes another one; nothing changes in place, so whatever was compiled from it
 * (grammar, policy schema) belongs to exactly one.
 */
export interface Registry {
  /** In the order of their names. */
  readonly commands: readonly Registered[];
  find(name: string): Registered | undefined;
}
