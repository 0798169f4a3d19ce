import { access, constants, readdir, stat, statfs } from "node:fs/promises";
import { join } from "node:path";
import { doubtful, type Looked, well, wrong } from "./finding.ts";

const LITTLE_BYTES = 1 << 30;
const TOO_LITTLE_BYTES = 100 << 20;

/** The data folder: there, ours alone, writable, with room left; and its keys readable by nobody else. */
export async function lookAtFolder(dataDir: string): Promise<Looked[]> {
  const found = await stat(dataDir).catch(() => undefined);
  if (found === undefined) {
    return [
      doubtful("data folder", "There is none yet.", "`wardroom up` makes it at the first start; --data names another."),
    ];
  }
  if (!found.isDirectory()) return [wrong("data folder", "It is not a folder.", "Name another one with --data.")];
  return [
    await lookAtAccess(dataDir, found.mode),
    await lookAtSpace(dataDir),
    ...(await lookAtKeys(join(dataDir, "keys"))),
  ];
}

async function lookAtAccess(dataDir: string, mode: number): Promise<Looked> {
  const writable = await access(dataDir, constants.W_OK | constants.X_OK).then(
    () => true,
    () => false,
  );
  if (!writable)
    return wrong("data folder", "This user may not write to it.", "Run as its owner, or name another one with --data.");
  // The database's own user must be able to pass through, never to list.
  if ((mode & 0o066) !== 0)
    return doubtful("data folder", `Others may look into it (mode ${(mode & 0o777).toString(8)}).`, "chmod 700 it.");
  return well("data folder", "It is there, private and writable.");
}

async function lookAtSpace(dataDir: string): Promise<Looked> {
  const { bavail, bsize } = await statfs(dataDir);
  const free = bavail * bsize;
  const say = `${(free / (1 << 30)).toFixed(1)} GiB are free.`;
  if (free < TOO_LITTLE_BYTES)
    return wrong("disk space", say, "Free some: without space nothing can be recorded, and then nothing runs.");
  return free < LITTLE_BYTES ? doubtful("disk space", say, "Free some before it runs out.") : well("disk space", say);
}

async function lookAtKeys(folder: string): Promise<Looked[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => name.endsWith(".key"));
  const open: string[] = [];
  for (const name of names) if (((await stat(join(folder, name))).mode & 0o077) !== 0) open.push(name);
  if (open.length > 0) {
    return [
      wrong(
        "keys",
        `Others can read ${open.join(", ")}.`,
        "chmod 600 them, and think about whether somebody has read them.",
      ),
    ];
  }
  return names.length === 0 ? [] : [well("keys", `${names.join(", ")}: private.`)];
}
