import { type Card, type CardAction, defineCommand, type Field, type Host, type Said } from "@wardroom/sdk";
import type { Facts } from "../facts/facts.ts";
import { sections } from "../probe/script.ts";
import { lookFromOutside, TRIED_PORTS } from "../reach/outside.ts";
import { reach } from "../reach/reach.ts";
import { type Asked, findHost, footOf, hostArgs, notReached, TIMEOUT_MS, uses } from "./ask.ts";
import { concernsOf } from "./judged.ts";
import { fieldsOf } from "./said.ts";

/** Everything at a glance; the other commands show each part whole. */
export const status = defineCommand({
  name: "host status",
  summary: "What is going on with a machine: load, disks, services, ports, log-ins, updates",
  args: hostArgs,
  examples: ["host status localhost", { say: "what's going on with localhost", means: { host: "localhost" } }],
  phrases: [
    "what's going on with {host}",
    "what is going on with {host}",
    "how is {host}",
    "how is {host} doing",
    "is {host} ok",
    "is {host} up",
  ],
  use: uses,
  risk: "read",
  timeoutMs: TIMEOUT_MS,
  run: hostStatus,
});

async function hostStatus(asked: Asked): Promise<Said> {
  const host = findHost(asked);
  if (!("addresses" in host)) return host;
  asked.progress(`Asking ${host.name}…`);
  const reached = await reach(host, sections, { ssh: asked.use.ssh, signal: asked.signal });
  switch (reached.kind) {
    case "not-reached":
      return notReached(host, reached);
    case "no-way-in":
      return { card: await seenFromOutside(host, asked.signal) };
    case "reached":
      return { card: statusCard(host, reached.facts, reached.how, footOf(reached)) };
  }
}

function statusCard(host: Host, facts: Facts, how: string, foot: string): Card {
  const concerns = concernsOf(facts);
  const fields = fieldsOf(facts).map(({ about, ...field }): Field => {
    const worst = concerns.find((concern) => concern.about === about);
    return worst === undefined ? field : { ...field, severity: worst.severity };
  });
  const says = concerns.slice(0, 2).map(({ say }) => say);
  const [worst] = concerns;
  return {
    title: `${host.name} is up${says.length > 0 ? `, but ${says.join(" and ")}` : " and nothing stands out"}`,
    ...(worst === undefined ? {} : { severity: worst.severity }),
    blocks: [{ kind: "fields", fields: [{ label: "Reached", value: how }, ...fields] }],
    actions: actionsFor(
      host,
      concerns.map(({ about }) => about),
    ),
    foot,
  };
}

const DETAILS: readonly (readonly [keyof Facts, string, string])[] = [
  ["disks", "Disks", "host disks"],
  ["services", "Services", "host services"],
  ["failures", "Failed log-ins", "host failures"],
  ["updates", "Updates", "host updates"],
  ["ports", "Ports", "host ports"],
  ["logins", "Who is logged in", "host logins"],
];

/** Three ways on: what is wrong first, then what people most often look at. */
function actionsFor(host: Host, wrong: readonly (keyof Facts)[]): CardAction[] {
  const order = [...new Set<keyof Facts>([...wrong, "disks", "ports", "updates"])];
  return order
    .flatMap((about) => DETAILS.filter(([one]) => one === about))
    .slice(0, 3)
    .map(([, label, command]) => ({ label, says: `${command} ${host.name}` }));
}

/** What can be said of a machine that the inventory names no way into. */
async function seenFromOutside(host: Host, signal: AbortSignal): Promise<Card> {
  const facts: Field[] = [
    ...(host.owner === undefined ? [] : [{ label: "Owner", value: host.owner }]),
    ...(host.tags.length === 0 ? [] : [{ label: "Tags", value: host.tags.join(", ") }]),
    ...(host.addresses.length === 0 ? [] : [{ label: "Addresses", value: host.addresses.join(", "), mono: true }]),
  ];
  const ports = TRIED_PORTS.join(", ");
  const seen = await lookFromOutside(host.addresses[0] ?? host.name, { signal });
  const say = seen.answers
    ? seen.open.length > 0
      ? `It takes connections on ${seen.open.join(", ")} (of ${ports}).`
      : `It answers, but refuses connections on ${ports}.`
    : `It does not answer on ${ports} at ${seen.address}. That may be a firewall, or the machine may be down.`;
  return {
    title: `${host.name}: seen from outside only`,
    blocks: [
      { kind: "text", text: `The inventory names no way into it, so I cannot look inside. ${say}` },
      ...(facts.length > 0 ? [{ kind: "fields" as const, fields: facts }] : []),
    ],
    foot: "To let me look inside, give it a `reach` in the inventory.",
  };
}
