import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROOT } from "./node.mjs";

/** Files of ours in these folders, by git's list; what is ignored or taken away is not among them. */
export function sourceFiles(folders) {
  const args = ["ls-files", "-z", "--cached", "--others", "--exclude-standard", "--", ...folders];
  const listed = execFileSync("git", args, { cwd: ROOT, encoding: "utf8", maxBuffer: 64 << 20 });
  return [...new Set(listed.split("\0"))].filter((file) => file !== "" && existsSync(join(ROOT, file)));
}

export function textOf(file) {
  return readFileSync(join(ROOT, file), "utf8");
}

/** No test, and nothing that only tests use. */
export function isProduct(file) {
  return (
    /^(packages\/(?!testkit\/)|plugins\/)[^/]+\/src\/.*\.ts$/.test(file) && !/\.(test|test-d|fixture)\.ts$/.test(file)
  );
}
