import { type Card, type Clients, entity, type Host, inventory, type Said } from "@wardroom/sdk";
import { z } from "zod";
import type { Facts } from "../facts/facts.ts";
import { isUnknown } from "../facts/unknown.ts";
import type { Section } from "../probe/script.ts";
import { type Reached, reach } from "../reach/reach.ts";
import { ssh } from "../reach/ssh.ts";
import { stamp } from "./amount.ts";
import { nearNames } from "./near.ts";

/** What each command of this plugin takes and uses. */
export const hostArgs = z.object({
  host: entity.host().describe("a host of the inventory, by name, alias or address"),
});
export const uses = { inventory, ssh };

/** Longer than the probe's own deadline and a slow connection together. */
export const TIMEOUT_MS = 45_000;

export interface Asked {
  readonly args: { readonly host: string };
  readonly use: Clients<typeof uses>;
  readonly signal: AbortSignal;
  progress(text: string, share?: number): void;
}

/** The host that was meant, or the answer when the inventory has none of that name. */
export function findHost({ args, use }: Pick<Asked, "args" | "use">): Host | Said {
  const host = use.inventory.find(args.host);
  if (host !== undefined) return host;
  const near = nearNames(args.host, use.inventory);
  const hint =
    near.length > 0 ? ` Did you mean ${new Intl.ListFormat("en", { type: "disjunction" }).format(near)}?` : "";
  return { say: `${args.host} is not in the inventory, so I do not go there.${hint} \`host list\` shows what is.` };
}

/** Finds and reaches a host, and hands its facts on; else the answer is why not. */
export async function askHost(
  asked: Asked,
  sections: readonly Section[],
  answer: (host: Host, facts: Facts, foot: string) => Card,
): Promise<Said> {
  const host = findHost(asked);
  if (!("addresses" in host)) return host;
  asked.progress(`Asking ${host.name}…`);
  const reached = await reach(host, ["system", ...sections], { ssh: asked.use.ssh, signal: asked.signal });
  if (reached.kind === "no-way-in")
    return {
      say: `The inventory names no way into ${host.name}, so I cannot look inside. \`host status ${host.name}\` shows what it looks like from here.`,
    };
  if (reached.kind === "not-reached") return notReached(host, reached);
  return { card: answer(host, reached.facts, footOf(reached)) };
}

export function notReached(host: Host, { code, say }: Extract<Reached, { kind: "not-reached" }>): Said {
  return {
    failed: true,
    card: {
      title: code === "host-key" ? `${host.name} is not who it should be` : `${host.name} was not reached`,
      severity: code === "host-key" ? "critical" : code === "no-key" ? "low" : "high",
      blocks: [{ kind: "text", text: say }],
      foot: "Nothing was run there.",
    },
  };
}

/** Which system it is, how it was asked and when. */
export function footOf({ facts: { system }, how, tookMs }: Extract<Reached, { kind: "reached" }>): string {
  const asked = `asked ${how}, in ${(tookMs / 1000).toFixed(1)} s`;
  if (isUnknown(system)) return asked;
  const { name, distribution, kernel, at } = system;
  return `${name}: ${[distribution, kernel].filter(Boolean).join(", ")}; ${asked}, ${stamp(at)} by its clock`;
}
