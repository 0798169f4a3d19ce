import { randomBytes } from "node:crypto";
import { performance } from "node:perf_hooks";
import type { Host } from "@wardroom/sdk";
import { type Facts, readFacts } from "../facts/facts.ts";
import { parseProbe } from "../probe/probed.ts";
import { probeScript, type Section } from "../probe/script.ts";
import type { NotReached } from "./answer.ts";
import { runHere } from "./local.ts";
import { openShared } from "./shared.ts";
import type { Ssh } from "./target.ts";

/** How long a machine may take; what it has said by then is shown, the rest is said to be missing. */
const DEADLINE_MS = 20_000;

export type Reached =
  | { readonly kind: "reached"; readonly how: string; readonly tookMs: number; readonly facts: Facts }
  | { readonly kind: "not-reached"; readonly code: NotReached; readonly say: string }
  /** The inventory names no way in. */
  | { readonly kind: "no-way-in" };

interface Asking {
  readonly ssh: Ssh;
  readonly signal: AbortSignal;
}

const sharing = new WeakMap<Ssh, ReturnType<typeof openShared<Reached>>>();

/**
 * Asks a host about itself, the way the inventory says. Many who ask the same at once share one answer, which says when it
 * was given. Rejects only when `signal` aborts.
 */
export function reach(host: Host, wanted: readonly Section[], { ssh, signal }: Asking): Promise<Reached> {
  let shared = sharing.get(ssh);
  if (shared === undefined) {
    shared = openShared<Reached>();
    sharing.set(ssh, shared);
  }
  return shared(JSON.stringify([host, wanted]), signal, (stop) => probe(host, wanted, { ssh, signal: stop }));
}

async function probe(host: Host, wanted: readonly Section[], { ssh, signal }: Asking): Promise<Reached> {
  if (host.reach === undefined) return { kind: "no-way-in" };
  const mark = randomBytes(12).toString("hex");
  const script = probeScript(wanted, mark);
  const began = performance.now();
  const answer =
    host.reach === "local"
      ? await runHere(script, { signal, deadlineMs: DEADLINE_MS })
      : await ssh.run(
          {
            ...host.reach.ssh,
            name: host.name,
            address: host.reach.ssh.address ?? host.addresses[0] ?? host.name,
          },
          script,
          { signal, deadlineMs: DEADLINE_MS },
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
