import { createHash } from "node:crypto";
import { chmodSync, chownSync, lstatSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Fault } from "../../base/fault.ts";
import type { RunAs } from "./run-as.ts";

/** `sun_path` holds 108 bytes on Linux and 104 on a Mac, with the closing zero; `/.s.PGSQL.5432` takes 14. */
const LONGEST_BYTES = 103 - 14;

/** A short name that stands for a data folder, the same for every process on the machine. */
export function folderHash(realPath: string): string {
  return createHash("sha256").update(realPath).digest("hex").slice(0, 16);
}

/**
 * The folder for the server's socket: short however deep the data lies, mode 0700, for whoever runs the server. That
 * mode is the store's access control, so a folder of that name which somebody else made is refused
 * (`store-socket-folder`).
 */
export function makeSocketFolder(realPath: string, { owner }: RunAs): string {
  const uid = owner?.uid ?? process.getuid?.() ?? 0;
  const name = `wardroom-${uid}-${folderHash(realPath)}`;
  const inTemp = join(tmpdir(), name);
  const path = Buffer.byteLength(inTemp) <= LONGEST_BYTES ? inTemp : join("/tmp", name);
  mkdirSync(path, { recursive: true, mode: 0o700 });
  const found = lstatSync(path);
  if (!found.isDirectory() || (found.uid !== uid && found.uid !== process.getuid?.())) {
    throw new Fault(
      "store-socket-folder",
      "The folder for the store's socket belongs to somebody else. Remove it, or set TMPDIR to a folder of your own.",
      { path },
    );
  }
  if (found.uid !== uid) chownSync(path, uid, owner?.gid ?? 0);
  if ((found.mode & 0o777) !== 0o700) chmodSync(path, 0o700);
  return path;
}
