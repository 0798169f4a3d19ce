import type { Log } from "../../base/log.ts";
import { type PolicyFile, readPolicyFolder } from "./policy-file.ts";

export interface PolicyWatchNeeds {
  /** The folder as the settings have it now. */
  folder(): string;
  changed(): void;
  readonly log: Log;
  /** How often the files are read, in ms. Policies are small and few. */
  readonly lookMs?: number;
}

/**
 * Tells when the texts of the policy files are others. A file that cannot be read changes nothing: the policies of before
 * stay, and the log says so.
 */
export async function watchPolicies(needs: PolicyWatchNeeds): Promise<{ look(): Promise<void>; close(): void }> {
  let known = textOf(await readPolicyFolder(needs.folder()));
  async function look(): Promise<void> {
    try {
      const read = textOf(await readPolicyFolder(needs.folder()));
      if (read === known) return;
      known = read;
      needs.changed();
    } catch (error) {
      needs.log.error({ err: error }, "the policies cannot be read; the ones of before stay");
    }
  }
  const timer = setInterval(() => void look(), needs.lookMs ?? 1_000).unref();
  return { look, close: () => clearInterval(timer) };
}

function textOf(files: readonly PolicyFile[]): string {
  return JSON.stringify(files.map(({ file, text }) => [file, text]));
}
