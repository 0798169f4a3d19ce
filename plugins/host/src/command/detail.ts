import { type Block, type Card, type Command, defineCommand, type Host } from "@wardroom/sdk";
import { fullness } from "../facts/disks.ts";
import type { Facts } from "../facts/facts.ts";
import { isUnknown } from "../facts/unknown.ts";
import type { Section } from "../probe/script.ts";
import { bytes, count, percent, stamp } from "./amount.ts";
import { askHost, hostArgs, TIMEOUT_MS, uses } from "./ask.ts";
import { concernsOf } from "./judged.ts";
import { notKnown } from "./said.ts";

interface Shown {
  readonly title: string;
  readonly blocks: Block[];
}

/** A command that shows one part of a machine whole. */
function detail<Part extends Section>(
  part: Part,
  { name, summary, phrases, what }: { name: string; summary: string; phrases: string[]; what: string },
  show: (host: Host, fact: Exclude<Facts[Part], { unknown: string }>) => Shown,
): Command {
  return defineCommand({
    name,
    summary,
    args: hostArgs,
    examples: [`${name} localhost`],
    phrases,
    use: uses,
    risk: "read",
    timeoutMs: TIMEOUT_MS,
    run: (call) =>
      askHost(call, [part], (host, facts, foot): Card => {
        const fact = facts[part];
        if (isUnknown(fact))
          return { title: `${host.name}: ${what} not known`, blocks: [notKnown(what, fact.unknown)], foot };
        const [worst] = concernsOf(facts).filter(({ about }) => about === part);
        const card = { ...show(host, fact as Exclude<Facts[Part], { unknown: string }>), foot };
        return worst === undefined ? card : { ...card, severity: worst.severity };
      }),
  });
}

export const disks = detail(
  "disks",
  {
    name: "host disks",
    summary: "How full the disks of a machine are",
    phrases: ["disks of {host}", "how full is {host}", "disk space on {host}"],
    what: "Disks",
  },
  (host, disks) => ({
    title: `${host.name}: ${count(disks.length, "file system")}, the fullest ${percent(Math.max(...disks.map(fullness)))}`,
    blocks: [
      {
        kind: "table",
        columns: ["mount", "full", "free", "size", "inodes", "source"],
        rows: disks.map((disk) => [
          disk.mount,
          percent(disk.usedShare),
          bytes(disk.available),
          bytes(disk.size),
          disk.inodesUsedShare === undefined ? null : percent(disk.inodesUsedShare),
          disk.source,
        ]),
      },
    ],
  }),
);

export const services = detail(
  "services",
  {
    name: "host services",
    summary: "Which services of a machine have failed",
    phrases: ["failed services on {host}", "what failed on {host}"],
    what: "Services",
  },
  (host, units) => ({
    title:
      units.length === 0
        ? `${host.name}: no service has failed`
        : `${host.name}: ${count(units.length, "service")} failed`,
    blocks:
      units.length === 0
        ? []
        : [{ kind: "table", columns: ["unit", "what it is"], rows: units.map((one) => [one.unit, one.about]) }],
  }),
);

export const ports = detail(
  "ports",
  {
    name: "host ports",
    summary: "Which ports a machine listens on, and by which process",
    phrases: ["open ports on {host}", "what listens on {host}", "ports of {host}"],
    what: "Ports",
  },
  (host, { ports, processesUnknown }) => {
    const open = ports.filter((port) => !port.loopback).length;
    return {
      title: `${host.name}: ${count(open, "port")} open to others, ${ports.length - open} on itself only`,
      blocks: [
        ...(ports.length === 0
          ? []
          : [
              {
                kind: "table" as const,
                columns: ["port", "address", "process"],
                rows: ports.map((one) => [`${one.port}/${one.protocol}`, one.address, one.process ?? null]),
              },
            ]),
        ...(processesUnknown === undefined ? [] : [notKnown("Processes without a name", processesUnknown)]),
      ],
    };
  },
);

export const logins = detail(
  "logins",
  {
    name: "host logins",
    summary: "Who is logged in on a machine",
    phrases: ["who is logged in on {host}", "who is on {host}"],
    what: "Log-ins",
  },
  (host, logins) => ({
    title:
      logins.length === 0 ? `${host.name}: nobody is logged in` : `${host.name}: ${count(logins.length, "session")}`,
    blocks:
      logins.length === 0
        ? []
        : [
            {
              kind: "table",
              columns: ["user", "terminal", "since", "from"],
              rows: logins.map(({ user, line, since, from }) => [user, line ?? null, since ?? null, from ?? null]),
            },
          ],
  }),
);

export const updates = detail(
  "updates",
  {
    name: "host updates",
    summary: "Which package updates wait on a machine, security ones first",
    phrases: ["pending updates on {host}", "updates for {host}"],
    what: "Updates",
  },
  (host, { pending, listsAt, rebootWanted }) => {
    const security = pending.filter((update) => update.security);
    const rows = [...security, ...pending.filter((update) => !update.security)];
    return {
      title:
        pending.length === 0
          ? `${host.name}: no updates wait`
          : `${host.name}: ${count(pending.length, "update")} wait, ${security.length} for security`,
      blocks: [
        {
          kind: "text",
          text: `By package lists of ${stamp(listsAt)}; what came out since is not known here.${rebootWanted ? " A restart is wanted for updates already installed." : ""}`,
        },
        ...(rows.length === 0
          ? []
          : [
              {
                kind: "table" as const,
                columns: ["package", "installed", "waiting", "for"],
                rows: rows.map((one) => [
                  one.package,
                  one.installed ?? null,
                  one.candidate,
                  one.security ? "security" : null,
                ]),
              },
            ]),
      ],
    };
  },
);
