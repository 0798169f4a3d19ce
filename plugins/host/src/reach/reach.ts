import { randomBytes } from "node:crypto";
import { performance } from "node:perf_hooks";
import type { Host } from "@wardroom/sdk";
import { type Facts, readFacts } from "../facts/facts.ts";
import { parseProbe } from "../probe/probed.ts";
import { probeScript, type Section } from "../probe/script.ts";
import type { NotReached } from "./answer.ts";
import { runHere } from "./local.ts";
import type { Ssh } from "./target.ts";

/** How long a machine may take; what it has said by then is shown, the rest is said to be missing. */
const DEADLINE_MS = 20_000;

export type Reached =
  | { readonly kind: "reached"; readonly how: string; readonly tookMs: number; readonly facts: Facts }
  | { readonly kind: "not-reached"; readonly code: NotReached; readonly say: string }
  /** The inventory names no way in. */
  | { readonly kind: "no-way-in" };

/** Asks a host about itself, the way the inventory says. */
export async function reach(
  host: Host,
  wanted: readonly Section[],
  {
    ssh,
    signal,
    deadlineMs = DEADLINE_MS,
  }: { readonly ssh: Ssh; readonly signal: AbortSignal; readonly deadlineMs?: number },
): Promise<Reached> {
  if (host.reach === undefined) return { kind: "no-way-in" };
  const mark = randomBytes(12).toString("hex");
  const script = probeScript(wanted, mark);
  const began = performance.now();
  const answer =
    host.reach === "local"
      ? await runHere(script, { signal, deadlineMs })
      : await ssh.run(
          {
            ...host.reach.ssh,
            name: host.name,
            address: host.reach.ssh.address ?? host.addresses[0] ?? host.name,
          },
          script,
          { signal, deadlineMs },
        );
  if (answer.kind === "not-reached") return answer;
  const probed = parseProbe(answer.output, mark);
  if (probed.size === 0)
    return {
      kind: "not-reached",
      code: "broken-off",
      say: `${host.name} was reached, but gave no answer that I can read.`,
    };
  return {
    kind: "reached",
    how: host.reach === "local" ? "this machine itself" : `over SSH as ${host.reach.ssh.user}`,
    tookMs: performance.now() - began,
    facts: readFacts(probed),
  };
}
