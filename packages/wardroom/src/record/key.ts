import { chmod, link, mkdir, readFile, rm, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "../base/fault.ts";
import { newId } from "../base/id.ts";
import { isKeyName, newSigner, parseSigner, printSigner, type SignerKey } from "./note.ts";

/**
 * The record's signing key, `record.key` (mode 0600) in `folder`, and its public half, `record.pub`, for auditors.
 * Both are made at the first start, under the name `origin` or one made up for this record.
 *
 * Throws `record-key-open` when others may read the key, `record-key-damaged` when it is not one, and
 * `record-origin-differs` when it has another name than `origin`: a record keeps its name, or old checkpoints would
 * no longer verify.
 */
export async function openRecordKey(folder: string, origin?: string): Promise<SignerKey> {
  if (origin !== undefined && !isKeyName(origin))
    throw new Fault("record-origin-invalid", "The record's origin holds blanks or a plus sign. Name it like a URL.", {
      origin,
    });
  const file = join(folder, "record.key");
  const signer =
    (await readRecordKey(folder)) ?? (await makeKey(folder, file, origin ?? `wardroom/${newId().slice(-12)}`));
  if (origin !== undefined && signer.verifier.name !== origin)
    throw new Fault(
      "record-origin-differs",
      `The settings call the record ${origin}, but its key was made for ${signer.verifier.name}. Set the old name again.`,
      { origin, name: signer.verifier.name },
    );
  await writeFile(join(folder, "record.pub"), `${signer.verifier.text}\n`, { mode: 0o644 });
  return signer;
}

/** The signing key in a folder, as {@link openRecordKey} reads it; undefined when there is none. */
export async function readRecordKey(folder: string): Promise<SignerKey | undefined> {
  const file = join(folder, "record.key");
  let text: string;
  try {
    const { mode } = await stat(file);
    if ((mode & 0o077) !== 0)
      throw new Fault("record-key-open", "Others may read the record's signing key. Take their rights to it away.", {
        file,
        mode: (mode & 0o777).toString(8),
      });
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return;
    throw error;
  }
  const signer = parseSigner(text);
  if (signer === undefined)
    throw new Fault("record-key-damaged", "The record's signing key cannot be read. Put the kept copy of it back.", {
      file,
    });
  return signer;
}

/** Links a finished file into place, so that of several processes that start at once all end up with one key. */
async function makeKey(folder: string, file: string, name: string): Promise<SignerKey> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const draft = `${file}.${newId()}`;
  await writeFile(draft, `${printSigner(newSigner(name))}\n`, { mode: 0o600, flag: "wx", flush: true });
  try {
    await chmod(draft, 0o600);
    await link(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await rm(draft);
  }
  const signer = await readRecordKey(folder);
  if (signer === undefined) throw new Error("the record's key vanished while it was made");
  return signer;
}
