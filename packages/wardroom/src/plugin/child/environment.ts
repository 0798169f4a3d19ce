import { join } from "node:path";
import process from "node:process";

const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/**
 * The whole environment of a script or check: PATH, LANG and what is named. The folder of the running Node stands last in
 * PATH, so that scripts for Node start where nothing else brings one.
 */
export function programEnvironment(
  from: Readonly<Record<string, string | undefined>>,
  names: readonly string[],
): Record<string, string> {
  const node = join(process.execPath, "..");
  const env: Record<string, string> = {
    PATH: `${from["PATH"] || DEFAULT_PATH}:${node}`,
    LANG: from["LANG"] || "C.UTF-8",
  };
  for (const name of names) {
    const value = from[name];
    if (value !== undefined) env[name] = value;
  }
  return env;
}
