import { type EntityName, entity } from "@wardroom/sdk";
import { z } from "zod";
import { firstIssue } from "../register.ts";

/**
 * Arguments declared as data: the part of JSON Schema (draft 2020-12) that a person can type. Anything else is refused by
 * name, so that nobody believes in a check that is not made.
 */
const scalar = { description: z.string().optional() };
const bounds = { minimum: z.number().optional(), maximum: z.number().optional() };

const stringSchema = z.strictObject({
  type: z.literal("string"),
  ...scalar,
  /** An entity type: the value is understood as one and arrives in its canonical form. */
  format: z.string().optional(),
  enum: z.array(z.string()).min(1).optional(),
  minLength: z.int().min(0).optional(),
  maxLength: z.int().min(1).optional(),
  pattern: z.string().max(200).optional(),
  default: z.string().optional(),
});
const integerSchema = z.strictObject({ type: z.literal("integer"), ...scalar, ...bounds, default: z.int().optional() });
const numberSchema = z.strictObject({
  type: z.literal("number"),
  ...scalar,
  ...bounds,
  default: z.number().optional(),
});
const booleanSchema = z.strictObject({ type: z.literal("boolean"), ...scalar, default: z.boolean().optional() });
const itemSchema = z.discriminatedUnion("type", [stringSchema, integerSchema, numberSchema, booleanSchema]);
const arraySchema = z.strictObject({
  type: z.literal("array"),
  ...scalar,
  items: itemSchema,
  minItems: z.int().min(0).optional(),
  maxItems: z.int().min(1).optional(),
  default: z.array(z.union([z.string(), z.number(), z.boolean()])).optional(),
});

type StringArg = z.infer<typeof stringSchema>;

/** One argument: string, integer, number, boolean, or an array of one of them. */
export const argSchema = z.discriminatedUnion("type", [
  stringSchema,
  integerSchema,
  numberSchema,
  booleanSchema,
  arraySchema,
]);
export type ArgDeclaration = z.infer<typeof argSchema>;

/** Arguments by name, in positional order. */
export const argsSchema = z.record(
  z.string().regex(/^[a-zA-Z][a-zA-Z0-9_-]{0,39}$/, "a name is a letter, then letters, digits, _ or -"),
  argSchema,
);

/** Longest value of a string argument that declares no length of its own. */
const STRING_CHARS = 4_000;

/**
 * The schema that checks such arguments. An argument neither in `required` nor with a default may be absent.
 * Gives a sentence instead where a name, format, pattern or default does not hold.
 */
export function argsOf(
  declared: Readonly<Record<string, ArgDeclaration>>,
  required: readonly string[] = [],
): z.ZodObject | string {
  const shape: Record<string, z.ZodType> = {};
  for (const name of required)
    if (!Object.hasOwn(declared, name)) return `"required" names ${name}, which is not under "args".`;
  for (const [name, arg] of Object.entries(declared)) {
    const type = typeOf(arg);
    if (typeof type === "string") return `args.${name}: ${type}`;
    const described = arg.description === undefined ? type : type.describe(arg.description);
    if (arg.default !== undefined) {
      const fits = described.safeParse(arg.default);
      if (!fits.success) return `args.${name}: its default does not fit: ${firstIssue(fits.error)}.`;
      shape[name] = described.default(fits.data as never);
    } else shape[name] = required.includes(name) ? described : described.optional();
  }
  return z.strictObject(shape);
}

function typeOf(arg: ArgDeclaration): z.ZodType | string {
  switch (arg.type) {
    case "string":
      return stringOf(arg);
    case "boolean":
      return z.boolean();
    case "integer":
      return z
        .int()
        .min(arg.minimum ?? Number.MIN_SAFE_INTEGER)
        .max(arg.maximum ?? Number.MAX_SAFE_INTEGER);
    case "number": {
      let type = z.number();
      if (arg.minimum !== undefined) type = type.min(arg.minimum);
      return arg.maximum === undefined ? type : type.max(arg.maximum);
    }
    case "array": {
      const item = typeOf(arg.items);
      return typeof item === "string"
        ? item
        : z
            .array(item)
            .min(arg.minItems ?? 0)
            .max(arg.maxItems ?? 1_000);
    }
  }
}

function stringOf(arg: StringArg): z.ZodType | string {
  if (arg.enum !== undefined) return z.enum(arg.enum as [string, ...string[]]);
  if (arg.format !== undefined) {
    if (!Object.hasOwn(entity, arg.format))
      return `"${arg.format}" is no format here; there are ${Object.keys(entity).join(", ")}.`;
    return entity[arg.format as EntityName]();
  }
  let type = z.string().max(arg.maxLength ?? STRING_CHARS);
  if (arg.minLength !== undefined) type = type.min(arg.minLength);
  if (arg.pattern === undefined) return type;
  try {
    return type.regex(new RegExp(arg.pattern, "u"));
  } catch {
    return `"${arg.pattern}" is no regular expression.`;
  }
}
