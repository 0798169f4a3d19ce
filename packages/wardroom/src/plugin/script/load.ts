import { open, readFile, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Log } from "../../base/log.ts";
import type { Registered } from "../../model/registry.ts";
import { whyWithheld } from "../child/environment.ts";
import { fingerprint } from "../fingerprint.ts";
import { tryRegister } from "../register.ts";
import { parseDeclaration } from "./declaration.ts";
import { scriptCommand } from "./script.ts";

/** A script folder as a registered command, or one sentence that says why it is none. */
export async function loadScript(
  folder: string,
  needs: {
    readonly environment: Readonly<Record<string, string | undefined>>;
    readonly secretVariables?: ReadonlySet<string>;
    readonly log: Log;
  },
): Promise<Registered | string> {
  const unable = await whyNotRunnable(join(folder, "run"));
  if (unable !== undefined) return unable;
  const declaration = parseDeclaration(await readFile(join(folder, "command.yaml"), "utf8"));
  if (typeof declaration === "string") return declaration;
  const withheld = whyWithheld(declaration.env, needs.secretVariables);
  if (withheld !== undefined) return withheld;
  const registered = await fingerprint(folder);
  const command = scriptCommand(declaration, { ...needs, folder, registered, fingerprint: () => fingerprint(folder) });
  return tryRegister(command, { plugin: basename(folder), origin: "script", code: registered });
}

/** The first bytes of programs that the system starts by itself: ELF, and Mach-O of either kind. */
const PROGRAMS = ["7f454c46", "cffaedfe", "cafebabe"];

/**
 * A text file without `#!` would be handed to a shell by the C library, and no script runs through a shell that its author
 * did not name.
 */
async function whyNotRunnable(run: string): Promise<string | undefined> {
  const file = await stat(run).catch(() => undefined);
  if (file === undefined) return "there is no file named run.";
  if (!file.isFile()) return "run is no file.";
  if ((file.mode & 0o111) === 0) return "run is not executable; chmod +x run.";
  const reader = await open(run, "r");
  try {
    const { buffer, bytesRead } = await reader.read(Buffer.alloc(256), 0, 256, 0);
    const head = buffer.subarray(0, bytesRead);
    if (PROGRAMS.includes(head.subarray(0, 4).toString("hex"))) return undefined;
    const first = head.toString("latin1").split("\n", 1)[0] as string;
    if (!first.startsWith("#!"))
      return "run has no first line that names its interpreter, such as #!/usr/bin/env bash.";
    if (first.endsWith("\r")) return "the first line of run ends in a carriage return; save it with Unix line ends.";
    return undefined;
  } finally {
    await reader.close();
  }
}
