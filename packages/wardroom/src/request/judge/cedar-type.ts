import type { CedarValueJson, Type, TypeOfAttribute } from "@cedar-policy/cedar-wasm/nodejs";
import type { JsonSchema } from "../../model/registry.ts";

export type CedarType = Type<string>;
export type CedarAttributes = Record<string, TypeOfAttribute<string>>;

/**
 * The Cedar type of what a JSON Schema describes: String, Long, Boolean, Set or Record. Undefined for what Cedar cannot
 * hold exactly (fractions, mixed types): policies then cannot look at it, and one that tries stops the start.
 */
export function cedarType(nullable: JsonSchema): CedarType | undefined {
  const schema = withoutNull(nullable);
  switch (schema["type"] ?? enumType(schema)) {
    case "string":
      return { type: "String" };
    case "integer":
      return { type: "Long" };
    case "boolean":
      return { type: "Boolean" };
    case "array": {
      const element = cedarType((schema["items"] ?? {}) as JsonSchema);
      return element && { type: "Set", element };
    }
    case "object":
      return "properties" in schema ? { type: "Record", attributes: cedarAttributes(schema) } : undefined;
    default:
      return undefined;
  }
}

/** What policies may look at of an object's properties. One with a default is always there when it is judged. */
export function cedarAttributes(schema: JsonSchema): CedarAttributes {
  const required = new Set((schema["required"] ?? []) as readonly string[]);
  const attributes: CedarAttributes = {};
  for (const [name, property] of Object.entries((schema["properties"] ?? {}) as Record<string, JsonSchema>)) {
    const type = cedarType(property);
    // Cedar's JSON keeps names that begin so for itself (`__entity`, `__extn`).
    if (type === undefined || name.startsWith("__")) continue;
    attributes[name] = { ...type, required: isAlwaysThere(property, required.has(name)) };
  }
  return attributes;
}

/**
 * A value as Cedar reads it, by the type that policies were checked against, so that no value can pose as an entity.
 * Undefined when it is absent; throws when it is of another type, which denies.
 */
export function cedarValue(nullable: JsonSchema, value: unknown): CedarValueJson | undefined {
  const schema = withoutNull(nullable);
  const given = value ?? nullable["default"];
  if (given === undefined || given === null) return undefined;
  switch (cedarType(schema)?.type) {
    case undefined:
      return undefined;
    case "String":
      if (typeof given === "string") return given;
      break;
    case "Boolean":
      if (typeof given === "boolean") return given;
      break;
    case "Long":
      if (Number.isSafeInteger(given)) return given as number;
      break;
    case "Set":
      if (Array.isArray(given)) return given.flatMap((one) => cedarValue(schema["items"] as JsonSchema, one) ?? []);
      break;
    default:
      if (typeof given === "object" && !Array.isArray(given))
        return cedarRecord(schema, given as Record<string, unknown>);
  }
  throw new TypeError(`a value that is no ${String(schema["type"])}`);
}

/** The record of all properties that have a Cedar type and a value. */
export function cedarRecord(
  schema: JsonSchema,
  values: Readonly<Record<string, unknown>>,
): Record<string, CedarValueJson> {
  const record: Record<string, CedarValueJson> = {};
  for (const [name, property] of Object.entries((schema["properties"] ?? {}) as Record<string, JsonSchema>)) {
    if (name.startsWith("__")) continue;
    const value = cedarValue(property, Object.hasOwn(values, name) ? values[name] : undefined);
    if (value !== undefined) record[name] = value;
  }
  return record;
}

function isAlwaysThere(property: JsonSchema, required: boolean): boolean {
  if (property["default"] !== undefined && property["default"] !== null) return true;
  return required && withoutNull(property) === property;
}

/** Cedar has no null: what may be null is what may be absent. */
function withoutNull(schema: JsonSchema): JsonSchema {
  if (Array.isArray(schema["type"])) {
    const types = schema["type"].filter((type) => type !== "null");
    return types.length === 1 ? { ...schema, type: types[0] } : schema;
  }
  const branches = (schema["anyOf"] ?? schema["oneOf"]) as readonly JsonSchema[] | undefined;
  if (branches?.length !== 2) return schema;
  const [one, ...more] = branches.filter((branch) => branch["type"] !== "null");
  return one === undefined || more.length > 0 ? schema : one;
}

function enumType(schema: JsonSchema): string | undefined {
  const values = (schema["enum"] ?? ("const" in schema ? [schema["const"]] : [])) as readonly unknown[];
  if (values.length > 0 && values.every((value) => typeof value === "string")) return "string";
  return values.length > 0 && values.every((value) => typeof value === "boolean") ? "boolean" : undefined;
}
