import type { Registered } from "../../model/registry.ts";
import { type ArgumentSpec, readShape } from "./argument.ts";
import { expects } from "./expect.ts";
import { makeEntry } from "./grammar.ts";
import { exampleValue } from "./say.ts";

/** A command's usage in one line, `host status <host> [since] [--verbose]`, and what each argument is. */
export interface Usage {
  readonly line: string;
  readonly args: readonly { readonly name: string; readonly say: string; readonly required: boolean }[];
}

export function usageOf(registered: Registered): Usage {
  const { args } = readShape(registered.schema);
  return {
    line: [registered.command.name, ...args.map(placeholder)].join(" "),
    args: args.map((spec) => ({ name: spec.name, say: describe(spec), required: spec.required })),
  };
}

function placeholder(spec: ArgumentSpec): string {
  if (spec.kind === "boolean" && !spec.required) return `[--${spec.name}]`;
  const name = spec.list ? `${spec.name}…` : spec.name;
  return spec.required ? `<${name}>` : `[${name}]`;
}

function describe(spec: ArgumentSpec): string {
  const type = spec.kind === "boolean" ? "a switch" : expects(spec);
  const about = spec.about?.replace(/\.$/, "");
  // A host or an address is told by its own words; a number or a choice needs what it may be.
  const text = about === undefined ? type : spec.kind === "entity" && !spec.list ? about : `${about}: ${type}`;
  if (spec.fallback === undefined || spec.kind === "boolean") return text;
  return `${text}; ${Array.isArray(spec.fallback) ? spec.fallback.join(", ") : String(spec.fallback)} when not said`;
}

/** Sentences and lines that show a command at work: its phrases with values of its own examples, then its examples. */
export function examplesOf(registered: Registered): readonly string[] {
  const entry = makeEntry(registered);
  const { command } = registered;
  const said = command.phrases.map((phrase) =>
    phrase.replace(/\{\s*([\w-]+)\s*\}/g, (slot, name) => {
      const spec = entry.shape.args.find((one) => one.name === name);
      // A free text or a time of another's sentence reads oddly in this one.
      if (spec === undefined || spec.kind === "text" || spec.kind === "line" || spec.entity === "time") return slot;
      return exampleValue(entry, spec) ?? slot;
    }),
  );
  const lines = command.examples.map((example) => (typeof example === "string" ? example : example.say));
  return [...new Set([...said.filter((text) => !text.includes("{")), ...lines])];
}
