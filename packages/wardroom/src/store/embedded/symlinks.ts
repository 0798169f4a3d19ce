import { lstat, readFile, symlink } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

/**
 * npm packages hold no symbolic links, so the package lists those its libraries need and makes them in an install
 * script. Where such scripts are blocked we make them, at the first start. A folder without a list needs none.
 */
export async function hydrateSymlinks(packageDir: string): Promise<void> {
  const list = await readFile(join(packageDir, "native/pg-symlinks.json"), "utf8").catch(() => "[]");
  for (const { source, target } of JSON.parse(list) as { source: string; target: string }[]) {
    const path = join(packageDir, target);
    if (await lstat(path).catch(() => undefined)) continue;
    await symlink(relative(dirname(path), join(packageDir, source)), path).catch((error) => {
      // Another process was quicker; any other failure shows when the binary is asked for its version.
      if (error.code !== "EEXIST") throw error;
    });
  }
}
