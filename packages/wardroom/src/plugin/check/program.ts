import { createHash } from "node:crypto";
import { constants, type Stats } from "node:fs";
import { access, readFile, stat } from "node:fs/promises";
import { isAbsolute, join } from "node:path";

/** Where packages put monitoring plugins: Debian, Red Hat, built from source, FreeBSD and Homebrew. */
const FOLDERS = [
  "/usr/lib/nagios/plugins",
  "/usr/lib64/nagios/plugins",
  "/usr/lib/monitoring-plugins",
  "/usr/local/nagios/libexec",
  "/usr/local/libexec/nagios",
  "/opt/homebrew/sbin",
];

/** The absolute path of a program that may be executed, looked for in PATH and where monitoring plugins are put. */
export async function findProgram(name: string, path: string): Promise<string | undefined> {
  const places = isAbsolute(name)
    ? [name]
    : name.includes("/")
      ? []
      : [...path.split(":"), ...FOLDERS].map((at) => join(at, name));
  for (const place of places) if (isAbsolute(place) && (await mayRun(place))) return place;
  return undefined;
}

async function mayRun(path: string): Promise<boolean> {
  const found = await stat(path).catch(() => undefined);
  if (!found?.isFile()) return false;
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}

const known = new Map<string, { stamp: string; hash: string }>();

/**
 * Hash over every program that a command line names by an absolute path, read again only when one has changed. A file that
 * may not be executed is something to look at, a log perhaps, and no part of what runs.
 */
export async function hashPrograms(run: readonly string[]): Promise<string> {
  const whole = createHash("sha256");
  for (const path of run) if (isAbsolute(path)) whole.update(`${path}\0${await hashFile(path)}\n`);
  return whole.digest("hex");
}

/** Changes when one of those programs does, and when another is found under the first one's name; cheap. */
export async function programStamp(run: readonly string[], path: string): Promise<string> {
  const program = await findProgram(run[0] ?? "", path);
  const paths = [program ?? "none", ...run.slice(1)].filter((path) => isAbsolute(path));
  const stamps = await Promise.all(paths.map(async (path) => stampOf(await stat(path).catch(() => undefined))));
  return [program, ...stamps].join(",");
}

/** Undefined for what is no program. */
function stampOf(found: Stats | undefined): string | undefined {
  if (!found?.isFile() || (found.mode & 0o111) === 0) return undefined;
  return [found.ino, found.size, found.mode, found.mtimeMs, found.ctimeMs].join(" ");
}

async function hashFile(path: string): Promise<string> {
  const stamp = stampOf(await stat(path).catch(() => undefined));
  if (stamp === undefined) return "none";
  const before = known.get(path);
  if (before?.stamp === stamp) return before.hash;
  const hash = createHash("sha256")
    .update(await readFile(path))
    .digest("hex");
  known.set(path, { stamp, hash });
  return hash;
}
