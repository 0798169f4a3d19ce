import type { Block, Field } from "@wardroom/sdk";
import { fullness } from "../facts/disks.ts";
import type { Facts } from "../facts/facts.ts";
import type { Port } from "../facts/ports.ts";
import { isUnknown } from "../facts/unknown.ts";
import { bytes, count, percent, span, stamp } from "./amount.ts";

/** Each part of the facts in one line, as the status card shows it. What is not known is said as such. */
export function fieldsOf(facts: Facts): readonly (Field & { readonly about: keyof Facts })[] {
  const field = <Key extends keyof Facts>(
    about: Key,
    label: string,
    say: (known: Exclude<Facts[Key], { unknown: string }>) => string,
  ) => {
    const fact = facts[about];
    const value = isUnknown(fact) ? fact.unknown : say(fact as Exclude<Facts[Key], { unknown: string }>);
    return { about, label, value, mono: !isUnknown(fact) };
  };
  return [
    field("system", "Up", ({ upSeconds }) => (upSeconds === undefined ? "not known" : span(upSeconds))),
    field("load", "Load", ({ minutes, processors }) => {
      const on = processors === undefined ? "" : ` on ${count(processors, "processor")}`;
      return `${minutes.map((load) => load.toFixed(2)).join(" ")}${on}`;
    }),
    field("memory", "Memory", ({ total, available }) => `${bytes(available)} of ${bytes(total)} available`),
    field("disks", "Disks", (disks) => {
      const [fullest] = disks;
      if (fullest === undefined) return "none";
      const others = disks.length > 1 ? `, ${count(disks.length - 1, "other")} less` : "";
      return `${fullest.mount} ${percent(fullness(fullest))} full, ${bytes(fullest.available)} free${others}`;
    }),
    field("services", "Failed services", (units) =>
      units.length === 0 ? "none" : units.map(({ unit }) => unit).join(", "),
    ),
    field("ports", "Open ports", ({ ports }) => {
      const open = ports.filter((port) => !port.loopback);
      return open.length === 0 ? "none but on itself" : shortPorts(open);
    }),
    field("logins", "Logged in", (logins) => (logins.length === 0 ? "nobody" : count(logins.length, "session"))),
    field("failures", "Failed log-ins", ({ failures, since, atLeast }) => {
      const some = `${atLeast ? "at least " : ""}${failures.length === 0 ? "none" : failures.length}`;
      return `${some} since ${stamp(since)}`;
    }),
    field("updates", "Updates", ({ pending, listsAt, rebootWanted }) => {
      const security = pending.filter((update) => update.security).length;
      const waiting = pending.length === 0 ? "none pending" : `${pending.length} pending, ${security} for security`;
      return `${waiting}${rebootWanted ? ", restart wanted" : ""}; lists of ${stamp(listsAt)}`;
    }),
  ];
}

const MOST_PORTS = 8;

function shortPorts(ports: readonly Port[]): string {
  const names = [...new Set(ports.map(({ protocol, port }) => `${port}${protocol === "udp" ? "/udp" : ""}`))];
  const more = names.length > MOST_PORTS ? ` and ${names.length - MOST_PORTS} more` : "";
  return `${names.slice(0, MOST_PORTS).join(", ")}${more}`;
}

/** A block for one part that is not known. */
export function notKnown(what: string, why: string): Block {
  return { kind: "text", text: `${what}: ${why}.` };
}
