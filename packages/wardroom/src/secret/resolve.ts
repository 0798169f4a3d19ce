import { open } from "node:fs/promises";
import { resolve } from "node:path";
import type { SecretReference } from "@wardroom/sdk";
import { Fault } from "../base/fault.ts";
import type { Blanker } from "./blank.ts";
import { type Secrets, tooShort } from "./secrets.ts";

export interface ResolveNeeds {
  readonly secrets: Secrets;
  readonly blanker: Blanker;
  env(name: string): string | undefined;
}

/** A reference → the secret. `folder` is where relative paths are meant from. */
export type ResolveSecret = (reference: SecretReference, folder: string) => Promise<string>;

const MAX_BYTES = 1 << 20;

/**
 * Resolves references at the moment a connection opens. What it gives is blanked everywhere from then on; a secret too
 * short for that is refused. Faults: `secret-missing` (nothing there), `secret-too-short`, and those of the kept ones.
 */
export function secretResolver({ secrets, blanker, env }: ResolveNeeds): ResolveSecret {
  return async (reference, folder) => {
    const value = await read(reference, folder);
    if (!blanker.add(value)) throw tooShort(nameOf(reference));
    return value;
  };

  async function read(reference: SecretReference, folder: string): Promise<string> {
    if ("secret" in reference) return secrets.unsealed(reference.secret);
    if ("env" in reference) {
      const value = env(reference.env);
      if (value) return value;
      throw new Fault(
        "secret-missing",
        `The environment variable ${reference.env} is not set. Set it for the process that runs Wardroom, and start it again.`,
      );
    }
    return readSecretFile(resolve(folder, reference.file), reference.file);
  }
}

function nameOf(reference: SecretReference): string {
  return "env" in reference ? reference.env : "file" in reference ? reference.file : reference.secret;
}

/** Mounted secrets often end in a line break that is not theirs. */
async function readSecretFile(path: string, shown: string): Promise<string> {
  const fault = (why: string, code?: string) =>
    new Fault(
      "secret-missing",
      `The secret's file ${shown} ${why}. It must be a file that the user who runs Wardroom can read.`,
      { code },
    );
  let handle: Awaited<ReturnType<typeof open>>;
  try {
    handle = await open(path, "r");
  } catch (error) {
    throw fault("cannot be read", (error as NodeJS.ErrnoException).code);
  }
  try {
    const found = await handle.stat();
    if (!found.isFile() || found.size > MAX_BYTES) throw fault("is no file of a secret's size");
    const value = (await handle.readFile("utf8")).replace(/\r?\n$/, "");
    if (value === "") throw fault("is empty");
    return value;
  } finally {
    await handle.close();
  }
}
