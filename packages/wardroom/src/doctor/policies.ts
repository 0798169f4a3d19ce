import { Fault } from "../base/fault.ts";
import type { Log } from "../base/log.ts";
import { buildCurrent } from "../current.ts";
import type { Loaded } from "../plugin/load.ts";
import type { Snapshot } from "../settings/read.ts";
import { type Looked, well, wrong } from "./finding.ts";

/** The policies, checked against the commands that are there, as at the start. */
export async function lookAtPolicies({ settings }: Snapshot, loaded: Loaded, log: Log): Promise<Looked[]> {
  try {
    const { policies } = await buildCurrent(settings, loaded, log);
    const many = policies.policies.length;
    return [well("policies", `${many} ${many === 1 ? "is" : "are"} in force.`)];
  } catch (error) {
    if (!(error instanceof Fault)) throw error;
    return [
      wrong(
        "policies",
        error.say.replaceAll(/\s*\n\s*/g, " "),
        "Until then a running server keeps those of before, and none starts.",
      ),
    ];
  }
}
