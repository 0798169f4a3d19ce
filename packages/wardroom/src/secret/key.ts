import { createHash, randomBytes } from "node:crypto";
import { constants, link, lstat, mkdir, open, unlink, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import process from "node:process";
import { Fault } from "../base/fault.ts";

/** The key that the kept secrets are under. `id` says which one it is without saying anything about it. */
export interface SecretKey {
  readonly bytes: Buffer;
  readonly id: string;
}

const KEY_BYTES = 32;

/**
 * The key in `file`, made at the first use: 32 random bytes in base 64, readable by its owner alone. It is in no
 * backup, so a stolen backup opens nothing. A key that others may read is refused (Fault `secret-key-exposed`): it
 * may have been read already. A file that is no key is `secret-key-damaged`; it is never made anew, for what lies
 * under it would be lost.
 */
export async function openSecretKey(file: string): Promise<SecretKey> {
  return (await readKey(file)) ?? (await makeKey(file));
}

/** The key if there is one; for those who only look. */
export async function readKey(file: string): Promise<SecretKey | undefined> {
  const found = await lstat(file).catch(noFile);
  if (found === undefined) return undefined;
  requirePrivate(found);
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW);
  try {
    // Looked at again on the open file: the one by that name may be another by now.
    requirePrivate(await handle.stat());
    const bytes = Buffer.from((await handle.readFile("latin1")).trim(), "base64");
    if (bytes.length !== KEY_BYTES) {
      throw new Fault(
        "secret-key-damaged",
        "The key of the kept secrets is damaged. Put back the right `secrets.key`, or remove it and set every secret again.",
      );
    }
    return { bytes, id: createHash("sha256").update("wardroom secret key").update(bytes).digest("hex").slice(0, 16) };
  } finally {
    await handle.close();
  }
}

/** Written whole under another name and then linked, so that of two processes one makes it and both read the same. */
async function makeKey(file: string): Promise<SecretKey> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  const draft = `${file}.${randomBytes(6).toString("hex")}`;
  await writeFile(draft, `${randomBytes(KEY_BYTES).toString("base64")}\n`, { flag: "wx", mode: 0o600, flush: true });
  try {
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await unlink(draft);
  }
  const key = await readKey(file);
  if (key === undefined)
    throw new Fault("secret-key-damaged", "The key of the kept secrets was taken away while it was made. Try again.");
  return key;
}

function requirePrivate(found: { mode: number; uid: number; isFile(): boolean }): void {
  const uid = process.getuid?.();
  const owned = uid === undefined || found.uid === uid || found.uid === 0;
  if (found.isFile() && owned && (found.mode & 0o077) === 0) return;
  throw new Fault(
    "secret-key-exposed",
    "The key of the kept secrets (`keys/secrets.key` in the data folder) is not private: others can read or replace it. Make it a file of the user who runs Wardroom with `chmod 600`, and think about whether somebody has read it.",
    { mode: (found.mode & 0o7777).toString(8), uid: found.uid },
  );
}

function noFile(error: NodeJS.ErrnoException): undefined {
  if (error.code === "ENOENT") return undefined;
  throw error;
}
