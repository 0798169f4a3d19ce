import { type AnyConnection, answerSecret, isSecretReference, type SecretReference } from "@wardroom/sdk";
import type { z } from "zod";
import { type Finding, findings } from "../settings/check.ts";
import type { ConnectionSettings, Settings } from "../settings/settings.ts";

/** Settings as `open` gets them, or what is wrong with them; and what every reference in them gave. */
export type Configured =
  | { readonly settings: unknown; readonly secrets: ReadonlyMap<string, string> }
  | { readonly wrong: Finding[] };

/** What stands under `connections` for this one: the entry that names it as its kind, else the one of its name. */
export function entryOf(
  settings: Settings,
  connection: AnyConnection,
): { name: string; entry: ConnectionSettings } | undefined {
  const found = Object.entries(settings.connections).find(([name, entry]) => (entry.kind ?? name) === connection.name);
  return found && { name: found[0], entry: found[1] };
}

/**
 * The entry through the connection's own schema, its references resolved by `resolve` on the way; one reference is
 * asked for once. Without an entry the schema sees `{}`. What `resolve` throws comes out as it is.
 */
export async function configure(
  connection: AnyConnection,
  entry: ConnectionSettings | undefined,
  resolve: (reference: SecretReference) => Promise<string>,
): Promise<Configured> {
  const { value, references } = own(entry);
  const secrets = new Map<string, string>();
  for (const { reference } of references) {
    let once: Promise<string> | undefined;
    answerSecret(reference, () => {
      once ??= resolve(reference).then((secret) => {
        secrets.set(JSON.stringify(reference), secret);
        return secret;
      });
      return once;
    });
  }
  const parsed = await (connection.settings as z.ZodType).safeParseAsync(value);
  if (!parsed.success) return { wrong: findings(connection.settings, parsed.error.issues, value) };
  return { settings: parsed.data, secrets };
}

/**
 * What is wrong with an entry without looking at any secret. A schema may say more of a secret than that it is a text;
 * that is seen when the connection opens.
 */
export async function findingsIn(connection: AnyConnection, entry: ConnectionSettings | undefined): Promise<Finding[]> {
  const asked = new Set<string>();
  const done = await configure(connection, entry, async (reference) => {
    asked.add(JSON.stringify(reference));
    return "a secret that was not looked at";
  });
  if (!("wrong" in done)) return [];
  const unseen = own(entry).references.filter(({ reference }) => asked.has(JSON.stringify(reference)));
  const paths = new Set(unseen.map(({ path }) => path.join(".")));
  return done.wrong.filter(({ path }) => !paths.has(path.map(String).join(".")));
}

/** The connection's own part of an entry, copied, with every reference in it by identity. */
function own(entry: ConnectionSettings | undefined): {
  value: Record<string, unknown>;
  references: { path: PropertyKey[]; reference: SecretReference }[];
} {
  const { kind: _, limits: __, ...rest } = entry ?? {};
  const value = structuredClone(rest);
  const references: { path: PropertyKey[]; reference: SecretReference }[] = [];
  const walk = (inner: unknown, path: PropertyKey[]): void => {
    if (isSecretReference(inner)) references.push({ path, reference: inner });
    else if (inner !== null && typeof inner === "object") {
      for (const [key, each] of Object.entries(inner)) walk(each, [...path, key]);
    }
  };
  walk(value, []);
  return { value, references };
}
