import { LineCounter, parseDocument } from "yaml";
import { z } from "zod";
import { isOwnVariable } from "../child/environment.ts";
import { argsOf, argsSchema } from "../declared/args.ts";

/** What may stand in `command.yaml` (protocol/command.schema.json says the same to an editor). */
export const declarationSchema = z.strictObject({
  name: z.string(),
  summary: z.string().min(1).max(200),
  args: argsSchema.default({}),
  required: z.array(z.string()).default([]),
  /** What it does to the world. Never guessed: absent is an error. */
  risk: z.enum(["read", "reversible", "irreversible"]),
  examples: z
    .array(
      z.union([
        z.string().min(1),
        z.strictObject({ say: z.string().min(1), means: z.record(z.string(), z.unknown()) }),
      ]),
    )
    .min(1),
  phrases: z.array(z.string().min(1)).default([]),
  /** In seconds. */
  timeout: z.number().min(0.1).max(3_600).default(30),
  /** Names of environment variables it may see besides PATH and LANG. */
  env: z
    .array(
      z
        .string()
        .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, "not the name of an environment variable")
        .refine((name) => !isOwnVariable(name), {
          error: "Wardroom keeps this variable to itself",
        }),
    )
    .default([]),
});

export interface Declaration extends Omit<z.output<typeof declarationSchema>, "args"> {
  readonly args: z.ZodObject;
}

const MOST_CHARS = 64 * 1024;

/** Reads `command.yaml`. What is wrong comes back as one sentence with line and column where there is one. */
export function parseDeclaration(text: string): Declaration | string {
  if (text.length > MOST_CHARS) return "command.yaml is longer than 64 KiB.";
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false });
  const at = (offset: number | undefined): string => {
    if (offset === undefined) return "command.yaml";
    const { line, col } = lines.linePos(offset);
    return `command.yaml:${line}:${col}`;
  };
  const broken = document.errors[0] ?? document.warnings[0];
  if (broken !== undefined) return `${at(broken.pos[0])}: ${broken.message.split("\n")[0]}`;
  let plain: unknown;
  try {
    plain = document.toJS({ maxAliasCount: 10 });
  } catch {
    return "command.yaml: too many aliases.";
  }
  const parsed = declarationSchema.safeParse(plain);
  if (!parsed.success) {
    const issue = parsed.error.issues[0] as z.core.$ZodIssue;
    return `${at(offsetOf(document, issue.path))}: ${issue.path.length > 0 ? `${issue.path.join(".")}: ` : ""}${issue.message}`;
  }
  const args = argsOf(parsed.data.args, parsed.data.required);
  if (typeof args === "string") return `${at(offsetOf(document, ["args"]))}: ${args}`;
  return { ...parsed.data, args };
}

/** Where the deepest part of `path` that exists begins. */
function offsetOf(document: ReturnType<typeof parseDocument>, path: readonly PropertyKey[]): number | undefined {
  for (let length = path.length; length > 0; length--) {
    const node = document.getIn(path.slice(0, length), true) as { range?: [number, number, number] } | undefined;
    if (node?.range !== undefined && node.range !== null) return node.range[0];
  }
  return 0;
}
