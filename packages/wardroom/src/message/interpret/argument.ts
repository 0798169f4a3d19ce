import type { EntityName } from "@wardroom/sdk";
import type { JsonSchema } from "../../model/registry.ts";
import { foldKey } from "./letter.ts";

/**
 * One argument as the grammar sees it, read from the command's JSON Schema. `line` takes all that follows as it was
 * typed, flags and quotes included: a string with `format: line`.
 */
export interface ArgumentSpec {
  readonly name: string;
  readonly kind: "entity" | "choice" | "integer" | "number" | "boolean" | "text" | "line" | "json";
  readonly entity?: EntityName;
  readonly choices: readonly (string | number | boolean)[];
  readonly list: boolean;
  readonly required: boolean;
  readonly fallback?: unknown;
  readonly least?: number;
  readonly most?: number;
  readonly about?: string;
  /** Two arguments of one signature take the same words: what phrases share. */
  readonly signature: string;
}

/** The arguments of one command, in positional order. */
export interface Shape {
  readonly args: readonly ArgumentSpec[];
  /** By folded name. */
  readonly byKey: ReadonlyMap<string, ArgumentSpec>;
}

const ENTITY_OF_FORMAT: Readonly<Record<string, EntityName>> = {
  ip: "ip",
  ipv4: "ip",
  ipv6: "ip",
  cidrv4: "ip",
  cidrv6: "ip",
  domain: "domain",
  url: "url",
  uri: "url",
  email: "email",
  "idn-email": "email",
  md5: "md5",
  sha1: "sha1",
  sha256: "sha256",
  sha512: "sha512",
  cve: "cve",
  asn: "asn",
  mac: "mac",
  host: "host",
  hostname: "host",
  user: "user",
  duration: "duration",
  time: "time",
  "date-time": "time",
  severity: "severity",
  room: "room",
  file: "file",
};

/** Reads a JSON Schema object (`properties`, `required`) into what the grammar goes by. */
export function readShape(schema: JsonSchema): Shape {
  const properties = record(schema["properties"]);
  const required = new Set(Array.isArray(schema["required"]) ? schema["required"] : []);
  const args = Object.entries(properties).map(([name, property]) => readArgument(name, property, required.has(name)));
  return { args, byKey: new Map(args.map((spec) => [foldKey(spec.name), spec])) };
}

function readArgument(name: string, property: unknown, required: boolean): ArgumentSpec {
  const outer = withoutNull(record(property));
  const list = outer["type"] === "array";
  const inner = list ? withoutNull(record(outer["items"])) : outer;
  const format = typeof inner["format"] === "string" ? inner["format"] : undefined;
  const entity =
    format === undefined || !Object.hasOwn(ENTITY_OF_FORMAT, format) ? undefined : ENTITY_OF_FORMAT[format];
  const choices = choicesOf(inner);
  const kind = kindOf(inner["type"], format, entity, choices);
  const about = text(outer["description"]) ?? text(inner["description"]);
  const least = amount(inner["minimum"]) ?? amount(inner["minLength"]);
  const most = amount(inner["maximum"]) ?? amount(inner["maxLength"]);
  return {
    name,
    kind,
    ...(kind === "entity" && entity !== undefined && { entity }),
    choices,
    list,
    required: required && !("default" in outer),
    ...("default" in outer && { fallback: outer["default"] }),
    ...(least !== undefined && least > Number.MIN_SAFE_INTEGER && { least }),
    ...(most !== undefined && most < Number.MAX_SAFE_INTEGER && { most }),
    ...(about !== undefined && { about }),
    signature: `${kind}:${format ?? ""}:${choices.join("|")}:${list}`,
  };
}

function kindOf(
  type: unknown,
  format: string | undefined,
  entity: EntityName | undefined,
  choices: readonly unknown[],
): ArgumentSpec["kind"] {
  if (choices.length > 0) return "choice";
  if (type === "boolean" || type === "integer" || type === "number") return type;
  if (type === "object" || type === "array") return "json";
  if (format === "line") return "line";
  return entity === undefined ? "text" : "entity";
}

function choicesOf(schema: JsonSchema): (string | number | boolean)[] {
  const raw =
    "const" in schema ? [schema["const"]] : Array.isArray(schema["enum"]) ? schema["enum"] : unionOfConsts(schema);
  return raw.filter((choice) => ["string", "number", "boolean"].includes(typeof choice));
}

function unionOfConsts(schema: JsonSchema): unknown[] {
  const branches = schema["anyOf"] ?? schema["oneOf"];
  if (!Array.isArray(branches)) return [];
  const values = branches.map((branch) => record(branch)["const"]);
  return values.every((value) => value !== undefined) ? values : [];
}

/** A nullable schema without its null; of a union of types the first that words can give. */
function withoutNull(schema: JsonSchema): JsonSchema {
  if (Array.isArray(schema["type"])) {
    const types = schema["type"].filter((type) => type !== "null");
    return { ...schema, type: types.includes("string") ? "string" : types[0] };
  }
  const branches = schema["anyOf"] ?? schema["oneOf"];
  if (!Array.isArray(branches)) return schema;
  const kept = branches.map(record).filter((branch) => branch["type"] !== "null");
  if (kept.length !== 1) return schema;
  return { ...schema, ...kept[0] };
}

function record(value: unknown): JsonSchema {
  return typeof value === "object" && value !== null ? (value as JsonSchema) : {};
}

function text(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function amount(value: unknown): number | undefined {
  return typeof value === "number" ? value : undefined;
}
