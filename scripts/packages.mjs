// Whether what would be published can be used: each package is built, then looked at by publint.
import { existsSync, rmSync } from "node:fs";
import { join } from "node:path";
import { ROOT, run } from "./node.mjs";

/** Each after those it is built against. */
const PACKAGES = ["packages/sdk", "plugins/host", "plugins/indicator", "packages/wardroom", "packages/testkit"];

/** Gives what is wrong, a line each. Leaves no build behind that was not there. */
export async function checkPackages() {
  const wrong = [];
  const fresh = PACKAGES.filter((folder) => !existsSync(join(ROOT, folder, "dist")));
  for (const folder of PACKAGES) {
    rmSync(join(ROOT, folder, "dist"), { recursive: true, force: true });
    const built = await run("tsc", ["-p", join(folder, "tsconfig.build.json")], { quiet: true });
    if (built.code !== 0) wrong.push(`${folder} cannot be built:\n${built.out}`);
    const linted = await run("publint", ["run", folder, "--strict"], { quiet: true });
    if (linted.code !== 0) wrong.push(`${folder}:\n${linted.out}`);
  }
  for (const folder of fresh) rmSync(join(ROOT, folder, "dist"), { recursive: true, force: true });
  return wrong;
}
