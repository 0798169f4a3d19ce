import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { Fault } from "../../base/fault.ts";

/** A policy file as it was read; `file` is its name in the folder, as people are shown it. */
export interface PolicyFile {
  readonly file: string;
  readonly text: string;
}

/**
 * The `.cedar` files of a folder, in the order of their names; folders in it are not entered. A folder that is not there
 * has none. Throws the fault `policy-unreadable` for a file or folder that cannot be read or is no UTF-8: going on
 * without it could mean going on without a `forbid`.
 */
export async function readPolicyFolder(folder: string): Promise<readonly PolicyFile[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return [];
    throw unreadable("The folder of policies", folder, error);
  });
  const files = names.filter((name) => name.endsWith(".cedar") && !name.startsWith(".")).sort();
  return Promise.all(files.map(async (file) => ({ file, text: await readText(folder, file) })));
}

async function readText(folder: string, file: string): Promise<string> {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(await readFile(join(folder, file)));
  } catch (error) {
    throw unreadable(`The policy file ${file}`, folder, error);
  }
}

function unreadable(what: string, folder: string, cause: unknown): Fault {
  return new Fault(
    "policy-unreadable",
    `${what} cannot be read. Make it readable for the user that Wardroom runs as, and save it as UTF-8.`,
    { folder },
    cause,
  );
}
