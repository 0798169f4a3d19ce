import { entities } from "@wardroom/sdk";
import type { ArgumentSpec } from "./argument.ts";

/** Completes "expected …" for an argument. */
export function expects(spec: ArgumentSpec): string {
  const one = expectsOne(spec);
  return spec.list ? `a list, parted by commas, each ${one}` : one;
}

function expectsOne(spec: ArgumentSpec): string {
  switch (spec.kind) {
    case "entity":
      return spec.entity === undefined ? "text" : entities[spec.entity].expects;
    case "choice":
      return spec.choices.length === 1 ? `${spec.choices[0]}` : `one of ${spec.choices.join(", ")}`;
    case "integer":
      return `a whole number${between(spec, "")}`;
    case "number":
      return `a number${between(spec, "")}`;
    case "boolean":
      return "yes or no";
    case "json":
      return "a JSON document";
    case "line":
      return "a line as it would be typed";
    default:
      return `text${between(spec.least === 1 ? { ...spec, least: undefined } : spec, " characters")}`;
  }
}

function between({ least, most }: { least?: number; most?: number }, unit: string): string {
  if (least !== undefined && most !== undefined) return ` from ${least} to ${most}${unit}`;
  if (least !== undefined) return ` of at least ${least}${unit}`;
  return most === undefined ? "" : ` of at most ${most}${unit}`;
}

/** A value that would do, as it would be typed, when the declaration's examples show none. */
export function plainExample(spec: ArgumentSpec): string | undefined {
  if (spec.choices.length > 0) return String(spec.choices[0]);
  if (typeof spec.fallback === "string" || typeof spec.fallback === "number") return String(spec.fallback);
  if (spec.entity !== undefined) return entities[spec.entity].example;
  if (spec.kind === "integer" || spec.kind === "number") return String(spec.least ?? 1);
  return spec.kind === "boolean" ? "yes" : undefined;
}

/** How an argument is named to people: `hoursBack` and `hours-back` read as words. */
export function spokenName(name: string): string {
  return name
    .replace(/([a-z0-9])([A-Z])/g, "$1 $2")
    .replace(/[-_]+/g, " ")
    .toLowerCase();
}
