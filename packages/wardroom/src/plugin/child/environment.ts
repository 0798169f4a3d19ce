import { join } from "node:path";
import process from "node:process";

const DEFAULT_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";

/** Variables that are Wardroom's own, or that change which code a program runs. */
const OWN = /^(?:WARDROOM_|DATABASE_URL$|PG(?:PASSWORD|PASSFILE|SERVICEFILE)$|NODE_OPTIONS$|LD_|DYLD_)/;

export function isOwnVariable(name: string): boolean {
  return OWN.test(name);
}

/**
 * Why a program may not see the variables that it names, or undefined. `secret`: those that hold a connection's secret:
 * only its connection sees it, whatever a script declares.
 */
export function whyWithheld(names: readonly string[], secret: ReadonlySet<string> = new Set()): string | undefined {
  for (const name of names) {
    if (isOwnVariable(name)) return `env names ${name}, which Wardroom keeps to itself.`;
    if (secret.has(name))
      return `env names ${name}, which holds the secret of a connection; only that connection sees it.`;
  }
  return undefined;
}

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
