import type { JsonSchema, Registered } from "../../model/registry.ts";

/** Formats that the grammar reads as the name of a host. */
const HOST_FORMATS: readonly unknown[] = ["host", "hostname"];

/** Whether arguments of this shape can name a host, at any depth: `yes` when one always does. */
export function namesHost(schema: JsonSchema): "yes" | "maybe" | "no" {
  if (HOST_FORMATS.includes(schema["format"])) return "yes";
  const required = new Set((schema["required"] ?? []) as readonly string[]);
  const properties = Object.entries((schema["properties"] ?? {}) as Record<string, JsonSchema>);
  const named = properties.map(([name, property]) => {
    const one = namesHost(property);
    return one === "yes" && !required.has(name) && !("default" in property) ? "maybe" : one;
  });
  if (named.includes("yes")) return "yes";
  const inner = [...branches(schema), ...(isSchema(schema["items"]) ? [schema["items"]] : [])];
  return named.includes("maybe") || inner.some((one) => namesHost(one) !== "no") ? "maybe" : "no";
}

/** The hosts that arguments name, as they stand there. */
export function hostsNamed({ schema }: Registered, args: Readonly<Record<string, unknown>>): readonly string[] {
  return [...walk(schema, args)];
}

function* walk(schema: JsonSchema, given: unknown): Iterable<string> {
  const value = given ?? schema["default"];
  if (value === undefined || value === null) return;
  if (HOST_FORMATS.includes(schema["format"])) yield String(value);
  for (const branch of branches(schema)) yield* walk(branch, value);
  if (Array.isArray(value) && isSchema(schema["items"])) for (const one of value) yield* walk(schema["items"], one);
  if (typeof value !== "object" || Array.isArray(value)) return;
  for (const [name, property] of Object.entries((schema["properties"] ?? {}) as Record<string, JsonSchema>))
    yield* walk(property, Object.hasOwn(value, name) ? (value as Record<string, unknown>)[name] : undefined);
}

function branches(schema: JsonSchema): readonly JsonSchema[] {
  return ["anyOf", "oneOf", "allOf"].flatMap((key) => (schema[key] ?? []) as readonly JsonSchema[]);
}

function isSchema(value: unknown): value is JsonSchema {
  return value !== null && typeof value === "object" && !Array.isArray(value);
}
