import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { Fault } from "./fault.ts";

/**
 * The folder of a data folder's sockets: short, since a unix socket's path ends at 107 bytes, and 0700, since that mode
 * is what proves who connects. A folder of that name that somebody else made is refused.
 */
export function socketFolder(dataDir: string, runtimeDir: string = tmpdir()): string {
  const name = createHash("sha256").update(realpathSync(dataDir)).digest("hex").slice(0, 16);
  const folder = join(runtimeDir, `wardroom-${name}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const found = lstatSync(folder);
  const mine = process.getuid === undefined || found.uid === process.getuid();
  if (!found.isDirectory() || !mine || (found.mode & 0o077) !== 0)
    throw new Fault(
      "socket-folder-not-ours",
      "The folder for Wardroom's sockets belongs to somebody else or is open to others. Remove it, or set XDG_RUNTIME_DIR to a folder of your own.",
      { folder },
    );
  return folder;
}
