import { readConfig } from "../config.ts";
import { problemLine } from "../settings/problem.ts";
import { readSettings } from "../settings/read.ts";
import { settingsJsonSchema } from "../settings/schema.ts";
import { placeFlags, readFlags, wrongUsage } from "./flags.ts";
import type { Io } from "./io.ts";

const flags = { ...placeFlags, json: { type: "boolean" } } as const;

/**
 * `wardroom settings check [FILE]`: whether the settings are right, each problem as `file:line:column`; exit code 1 when
 * they are not. `wardroom settings schema [inventory]` prints the JSON Schema for editors.
 */
export async function settings(args: readonly string[], io: Io): Promise<number> {
  const { values, positionals } = readFlags(args, flags);
  const [what, which, ...more] = positionals;
  if (
    what === "schema" &&
    (which === undefined || which === "settings" || which === "inventory") &&
    more.length === 0
  ) {
    io.stdout(`${JSON.stringify(settingsJsonSchema(which), undefined, 2)}\n`);
    return 0;
  }
  if (what !== "check" || more.length > 0)
    throw wrongUsage("Say `settings check [FILE]`, `settings schema` or `settings schema inventory`.");
  const file = which ?? readConfig(values).settingsFile;
  const read = await readSettings(file);
  const problems = "problems" in read ? read.problems : [];
  if (values.json) io.stdout(`${JSON.stringify({ file, valid: problems.length === 0, problems })}\n`);
  else if (problems.length === 0) io.stdout(`${file} is right.\n`);
  else for (const problem of problems) io.stdout(`${problemLine(problem)}\n`);
  return problems.length === 0 ? 0 : 1;
}
