import { extname } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { runChild } from "../child/child.ts";
import { programEnvironment } from "../child/environment.ts";
import { openKept } from "../child/kept.ts";

const LIMIT_MS = 120_000;

/** Runs a package's own tests with Node's test runner, in a process of their own that finds the SDK as Wardroom does. */
export async function runOwnTests(
  folder: string,
  files: readonly string[],
  environment: Readonly<Record<string, string | undefined>>,
): Promise<{ passed: boolean; say: string }> {
  const kept = openKept();
  const here = fileURLToPath(import.meta.url);
  // From source the packages of Wardroom have no build; installed, Node strips no types from theirs.
  const conditions = extname(here) === ".ts" ? ["--conditions=source"] : [];
  const hook = new URL(`../package/resolving${extname(here)}`, import.meta.url).href;
  const ended = await runChild({
    file: process.execPath,
    args: [...conditions, `--import=${hook}`, "--test", "--test-reporter=tap", ...files],
    cwd: folder,
    env: programEnvironment(environment, []),
    person: "",
    signal: AbortSignal.timeout(LIMIT_MS),
    onOutput: kept.push,
  });
  const output = kept.text();
  const count = (what: string): number => Number(new RegExp(`^# ${what} (\\d+)$`, "m").exec(output)?.[1] ?? 0);
  if (ended.exitCode === 0 && count("pass") > 0) return { passed: true, say: `${count("pass")} of its own passed` };
  const failing = output
    .split("\n")
    .find((line) => /^\s*not ok /.test(line))
    ?.trim();
  return {
    passed: false,
    say: `${count("fail")} of its own failed${failing === undefined ? `: ${ended.stderr.trim().split("\n").at(-1) ?? ""}` : `: ${failing}`}`,
  };
}
