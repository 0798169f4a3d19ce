import { z } from "zod";

/** Where a secret is, as it stands in the settings; never the secret itself. */
export type SecretReference =
  | { readonly env: string }
  /** A path, meant from the folder of the settings file; one line break at the end does not belong to the secret. */
  | { readonly file: string }
  /** A name under which `wardroom secret set NAME` keeps it encrypted. */
  | { readonly secret: string };

const KINDS = ["env", "file", "secret"] as const;

/** Whether a value is a reference: one of the three keys alone, with a text that is not empty. */
export function isSecretReference(value: unknown): value is SecretReference {
  if (value === null || typeof value !== "object" || Array.isArray(value)) return false;
  const entries = Object.entries(value);
  const [kind, name] = entries[0] ?? [];
  return entries.length === 1 && KINDS.some((known) => known === kind) && typeof name === "string" && name !== "";
}

/** One for the process, though a plugin may have brought a copy of this package of its own. */
const shared = globalThis as { [key: symbol]: WeakMap<object, () => Promise<string>> | undefined };
const ANSWERS = Symbol.for("@wardroom/sdk/secret-answers");
shared[ANSWERS] ??= new WeakMap();
const answers = shared[ANSWERS];

/**
 * Says what a reference resolves to when a schema comes to it. Wardroom does this for the settings of the one
 * connection that it is about to open, so a reference means something to that connection's own schema and to no other.
 */
export function answerSecret(reference: SecretReference, resolve: () => Promise<string>): void {
  answers.set(reference, resolve);
}

/**
 * A setting that is a secret. In `wardroom.yaml` it is a reference, so that no secret ever stands there; `open` gets
 * the secret itself as a string. Its schema parses asynchronously only.
 *
 * @example settings: z.object({ address: z.url(), token: secret() })
 */
export function secret(): z.ZodType<string, SecretReference> {
  const reference = z
    .unknown()
    .superRefine((value, context) => {
      if (!isSecretReference(value)) context.addIssue({ code: "custom", message: WISH });
    })
    .meta({
      description: "Where the secret is; never the secret itself",
      oneOf: KINDS.map((kind) => ({
        type: "object",
        properties: { [kind]: { type: "string", minLength: 1 } },
        required: [kind],
        additionalProperties: false,
      })),
    });
  const resolved = reference.transform(async (value, context) => {
    const resolve = answers.get(value as SecretReference);
    if (resolve !== undefined) return resolve();
    context.addIssue({
      code: "custom",
      message: "a reference that Wardroom itself resolves when the connection opens",
    });
    return z.NEVER;
  });
  return resolved as unknown as z.ZodType<string, SecretReference>;
}

const WISH = "where the secret is: { env: NAME }, { file: PATH } or { secret: NAME }";
