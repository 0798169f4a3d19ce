import { z } from "zod";
import { inventoryFileSchema, settingsSchema } from "./settings.ts";

/**
 * The JSON Schema (draft 2020-12) of `wardroom.yaml` or of an inventory file, for editors that complete and check while
 * one types. It is made from the schema that reads them, so it says the same; names that must exist elsewhere (groups,
 * members, a connection's own settings) are beyond it.
 */
export function settingsJsonSchema(of: "settings" | "inventory" = "settings"): Record<string, unknown> {
  const schema = of === "settings" ? settingsSchema : inventoryFileSchema;
  return {
    title: of === "settings" ? "Wardroom settings" : "Wardroom inventory",
    ...z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }),
  };
}
