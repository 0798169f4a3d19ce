import { isSecretReference } from "@wardroom/sdk";
import type { Settings } from "../settings/settings.ts";

/** The environment variables that hold secrets of connections, as the settings name them. */
export function secretVariables({ connections }: Pick<Settings, "connections">): ReadonlySet<string> {
  const names = new Set<string>();
  const walk = (value: unknown): void => {
    if (isSecretReference(value)) {
      if ("env" in value) names.add(value.env);
    } else if (value !== null && typeof value === "object") for (const inner of Object.values(value)) walk(inner);
  };
  walk(connections);
  return names;
}
