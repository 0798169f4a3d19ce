import { createHash } from "node:crypto";
import { lstat, readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "../base/fault.ts";

/** What a folder is made of, without reading a file: paths, modes, sizes and times of change. */
export interface Listing {
  readonly files: readonly string[];
  /** The same as long as nothing was written. */
  readonly stamp: string;
}

const MOST_FILES = 2_000;
const MOST_BYTES = 64 * 1_048_576;
const MOST_DEPTH = 12;

/**
 * Lists every file under a folder in the order of their paths, `.git` and what `leaveOut` names left out. A link to a file counts as that file; a link
 * to a folder is refused, since what stands behind it would be code that no hash covers. Throws {@link Fault}
 * `plugin-folder` there, and where the folder is larger than 2,000 files or 64 MiB.
 */
export async function listFolder(
  root: string,
  { leaveOut = [] }: { leaveOut?: readonly string[] } = {},
): Promise<Listing> {
  const files: string[] = [];
  const stamps: string[] = [];
  let bytes = 0;
  async function walk(under: string, depth: number): Promise<void> {
    if (depth > MOST_DEPTH)
      throw new Fault("plugin-folder", `folders are nested deeper than ${MOST_DEPTH} in ${under}.`);
    for (const name of (await readdir(join(root, under))).sort()) {
      if (name === ".git" || leaveOut.includes(name)) continue;
      const path = under === "" ? name : `${under}/${name}`;
      const entry = await lstat(join(root, path));
      if (entry.isDirectory()) {
        await walk(path, depth + 1);
        continue;
      }
      const target = entry.isSymbolicLink() ? await stat(join(root, path)) : entry;
      if (target.isDirectory())
        throw new Fault("plugin-folder", `${path} is a link to a folder; put the files here instead.`);
      if (!target.isFile()) throw new Fault("plugin-folder", `${path} is no ordinary file.`);
      bytes += target.size;
      files.push(path);
      stamps.push(`${path}\0${target.mode}\0${target.size}\0${target.mtimeMs}\0${target.ctimeMs}\0${target.ino}`);
      if (files.length > MOST_FILES || bytes > MOST_BYTES)
        throw new Fault("plugin-folder", `it holds more than ${MOST_FILES} files or ${MOST_BYTES / 1_048_576} MiB.`);
    }
  }
  await walk("", 0);
  return { files, stamp: createHash("sha256").update(stamps.join("\n")).digest("hex") };
}

const known = new Map<string, { stamp: string; hash: string }>();

/**
 * SHA-256 over the paths, modes and contents of all files under a folder, hex. Files are read again only when the folder's
 * stamp has changed.
 */
export async function fingerprint(root: string, options: { leaveOut?: readonly string[] } = {}): Promise<string> {
  const { files, stamp } = await listFolder(root, options);
  const before = known.get(root);
  if (before?.stamp === stamp) return before.hash;
  const whole = createHash("sha256");
  for (const path of files) {
    const content = createHash("sha256")
      .update(await readFile(join(root, path)))
      .digest("hex");
    const executable = ((await stat(join(root, path))).mode & 0o111) !== 0;
    whole.update(`${JSON.stringify(path)} ${executable ? "x" : "-"} ${content}\n`);
  }
  const hash = whole.digest("hex");
  known.set(root, { stamp, hash });
  return hash;
}
