import type { z } from "zod";
import { nearest } from "../base/near.ts";
import type { Problem } from "./problem.ts";
import type { Path, Yaml } from "./yaml.ts";

type Issue = z.core.$ZodIssue;

/** One thing wrong at one place in a value, before it is known where that stands in a file. */
export interface Finding {
  readonly path: Path;
  readonly say: string;
  /** The key itself is wrong, not what stands under it. */
  readonly key?: boolean;
}

/** Findings → problems, each with its line and column. */
export function place(file: string, yaml: Yaml, findings: readonly Finding[]): Problem[] {
  return findings.map(({ path, say, key }) => ({
    file,
    ...(key ? yaml.keyAt(path) : yaml.at(path)),
    path: path.map(String).join("."),
    say,
  }));
}

/** What a schema found wrong, in words. `schema` gives the keys that would have been known, for "did you mean". */
export function findings(schema: z.ZodType, issues: readonly Issue[], value: unknown): Finding[] {
  return issues.flatMap((issue) => findingsOf(schema, issue, value, []));
}

function findingsOf(schema: z.ZodType, issue: Issue, value: unknown, above: Path): Finding[] {
  const path = [...above, ...issue.path];
  const name = path.at(-1);
  const what = typeof name === "string" ? `\`${name}\`` : "This";
  switch (issue.code) {
    case "unrecognized_keys":
      return issue.keys.map((key) => {
        const known = keysAt(schema, path);
        const meant = nearest(key, known);
        const instead = meant
          ? `Did you mean \`${meant}\`?`
          : known.length > 0
            ? `Known here: ${known.join(", ")}.`
            : "";
        return { path: [...path, key], key: true, say: `Nothing is called \`${key}\` here. ${instead}`.trim() };
      });
    case "invalid_key":
      return [
        { path, key: true, say: `${what} is no name that can stand here: ${issue.issues.map(wish).join("; ")}.` },
      ];
    case "invalid_union": {
      const branch = closest(issue.errors, valueAt(value, issue.path));
      if (branch === undefined)
        return [{ path, say: `${what} must be ${oneOf(issue.errors.flatMap((each) => each.map(wish)))}.` }];
      return branch.flatMap((inner) => findingsOf(schema, inner, valueAt(value, issue.path), path));
    }
    default:
      if (valueAt(value, issue.path) === undefined) return [{ path, say: `${what} is missing: ${wish(issue)}.` }];
      return [{ path, say: `${what} must be ${wish(issue)}.` }];
  }
}

/** What would have been right, as the end of "must be …". */
function wish(issue: Issue): string {
  switch (issue.code) {
    case "invalid_type":
      return typeWords[issue.expected] ?? `a ${issue.expected}`;
    case "invalid_value":
      return oneOf(issue.values.map((value) => `\`${String(value)}\``));
    case "too_small":
      if (issue.origin === "string")
        return issue.minimum === 1 ? "a text that is not empty" : `a text of at least ${issue.minimum} characters`;
      if (issue.origin === "array") return `a list of at least ${issue.minimum}`;
      return `a number ${issue.inclusive === false ? "above" : "of at least"} ${issue.minimum}`;
    case "too_big":
      if (issue.origin === "string") return `a text of at most ${issue.maximum} characters`;
      if (issue.origin === "array") return `a list of at most ${issue.maximum}`;
      return `a number ${issue.inclusive === false ? "below" : "of at most"} ${issue.maximum}`;
    case "invalid_format":
      return issue.message.replace(/^Invalid string: /, "a text that ").replace(/^Invalid (?=[^:]*$)/, "a valid ");
    default:
      return issue.message;
  }
}

const typeWords: Record<string, string> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "keys with values",
  record: "keys with values",
};

function oneOf(words: readonly string[]): string {
  const each = [...new Set(words)];
  return each.length < 2 ? (each[0] ?? "something else") : `${each.slice(0, -1).join(", ")} or ${each.at(-1)}`;
}

/** Of a union's branches the one that was meant: it takes this kind of value, and is wrong only further in. */
function closest(branches: readonly (readonly Issue[])[], value: unknown): readonly Issue[] | undefined {
  if (value === null || typeof value !== "object") return undefined;
  return branches.find(
    (issues) =>
      issues.length > 0 && issues.every((issue) => issue.path.length > 0 || issue.code === "unrecognized_keys"),
  );
}

function valueAt(value: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (inner, step) => (inner === null || typeof inner !== "object" ? undefined : Reflect.get(inner, step)),
    value,
  );
}

/** The keys that the schema knows at `path`, through lists, records, unions and defaults. */
function keysAt(schema: z.ZodType, path: Path): string[] {
  let here: z.core.$ZodType[] = [schema];
  for (const step of [...path, undefined]) {
    here = here.flatMap(opened);
    if (step === undefined) break;
    here = here.flatMap((each) => {
      const { def } = each._zod as {
        def: { type: string; shape?: Record<string, z.ZodType>; element?: z.ZodType; valueType?: z.ZodType };
      };
      const next = def.type === "object" ? def.shape?.[String(step)] : (def.element ?? def.valueType);
      return next === undefined ? [] : [next];
    });
  }
  return here.flatMap((each) => Object.keys((each._zod.def as { shape?: object }).shape ?? {}));
}

function opened(schema: z.core.$ZodType): z.core.$ZodType[] {
  const def = schema._zod.def as { options?: z.ZodType[]; innerType?: z.ZodType; in?: z.ZodType };
  if (def.options) return def.options.flatMap(opened);
  const inner = def.innerType ?? def.in;
  return inner ? opened(inner) : [schema];
}
