import { createHash } from "node:crypto";
import { lstatSync, mkdirSync, realpathSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { Fault } from "./fault.ts";

/** A unix socket's path has 103 bytes on a Mac, 107 on Linux; the longest name in the folder is `/room.sock`. */
const LONGEST_BYTES = 103 - "/room.sock".length;

/**
 * The folder of a data folder's sockets: short, and 0700, since that mode is what proves who connects. It is made in
 * `runtimeDir`, else where temporary files go, else in `/tmp`: the first of them that is there and short enough. A folder
 * of that name that somebody else made is refused (`socket-folder-not-ours`).
 */
export function socketFolder(dataDir: string, runtimeDir?: string): string {
  const name = `wardroom-${createHash("sha256").update(realpathSync(dataDir)).digest("hex").slice(0, 16)}`;
  for (const place of [runtimeDir, tmpdir(), "/tmp"]) {
    const folder = place === undefined ? undefined : join(place, name);
    if (folder === undefined || Buffer.byteLength(folder) > LONGEST_BYTES || !made(folder)) continue;
    const found = lstatSync(folder);
    const mine = process.getuid === undefined || found.uid === process.getuid();
    if (found.isDirectory() && mine && (found.mode & 0o077) === 0) return folder;
    throw new Fault(
      "socket-folder-not-ours",
      "The folder for Wardroom's sockets belongs to somebody else or is open to others. Remove it, or set XDG_RUNTIME_DIR to a folder of your own.",
      { folder },
    );
  }
  throw new Fault(
    "socket-folder-nowhere",
    "There is no folder where Wardroom's sockets could be. Set XDG_RUNTIME_DIR to a folder of your own with a short path.",
    { runtimeDir, temporary: tmpdir() },
  );
}

/** Whether there is something of that name now. The place itself is never made: one that is missing is not meant for us. */
function made(folder: string): boolean {
  try {
    mkdirSync(folder, { mode: 0o700 });
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EEXIST";
  }
}
