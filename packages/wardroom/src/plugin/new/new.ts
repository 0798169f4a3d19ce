import { chmod, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "../../base/fault.ts";
import { isCommandName } from "../registry.ts";
import { packageFiles } from "./package.ts";
import { type Language, scriptFiles } from "./script.ts";

/**
 * Makes a folder with a command that works and passes `wardroom plugin check`, to be changed into another one: a package in
 * TypeScript, or a script. `name` is in lower-case letters, digits and `-`; the command's name has blanks where it has `-`.
 * Gives the folder. Throws {@link Fault} `plugin-new` where the name will not do or the folder is there already.
 */
export async function newPlugin(
  name: string,
  { dir, script }: { dir: string; script?: Language | undefined },
): Promise<string> {
  const command = name.replaceAll("-", " ");
  if (!/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/.test(name) || !isCommandName(command))
    throw new Fault(
      "plugin-new",
      `"${name}" cannot name a plugin: one to five lower-case words with - between, for example disk-space.`,
    );
  const folder = join(dir, name);
  await mkdir(dir, { recursive: true });
  await mkdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "EEXIST") throw new Fault("plugin-new", `There is a folder ${name} here already.`, { folder });
    throw error;
  });
  for (const file of script === undefined ? packageFiles(name, command) : scriptFiles(command, script)) {
    await writeFile(join(folder, file.path), file.content);
    if (file.program) await chmod(join(folder, file.path), 0o755);
  }
  return folder;
}
