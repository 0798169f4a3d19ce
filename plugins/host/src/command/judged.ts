import type { Severity } from "@wardroom/sdk";
import { type Disk, fullness } from "../facts/disks.ts";
import type { Facts } from "../facts/facts.ts";
import { isUnknown } from "../facts/unknown.ts";

/** A fact that wants attention, in words that fit after the host's name. */
export interface Concern {
  readonly about: keyof Facts;
  readonly severity: Severity;
  readonly say: string;
}

/**
 * Where a number becomes a concern. Few and plain, the ones operators wake up for: a disk that fills (85 %, 95 %), memory
 * that runs out (10 %, 5 % available), more work than processors for five minutes (×1.5, ×4), units that failed, security
 * updates that wait, a hundred failed log-ins a day.
 */
export function concernsOf(facts: Facts): readonly Concern[] {
  const concerns: Concern[] = [];
  const add = (about: keyof Facts, severity: Severity | undefined, say: string) => {
    if (severity !== undefined) concerns.push({ about, severity, say });
  };
  const { disks, memory, load, services, updates, failures } = facts;
  if (!isUnknown(disks))
    for (const disk of disks)
      add("disks", diskSeverity(disk), `${disk.mount} is ${Math.floor(fullness(disk) * 100)} % full`);
  if (!isUnknown(memory)) {
    const share = memory.available / memory.total;
    add("memory", share < 0.05 ? "high" : share < 0.1 ? "medium" : undefined, "memory runs out");
  }
  if (!isUnknown(load) && load.processors !== undefined) {
    const times = load.minutes[1] / load.processors;
    add("load", times > 4 ? "high" : times > 1.5 ? "medium" : undefined, "more work than it can do");
  }
  if (!isUnknown(services) && services.length > 0)
    add(
      "services",
      "high",
      services.length === 1 ? `${services[0]?.unit} failed` : `${services.length} services failed`,
    );
  if (!isUnknown(updates)) {
    const security = updates.pending.filter((update) => update.security).length;
    add(
      "updates",
      security > 0 ? "medium" : undefined,
      `${security} security ${security === 1 ? "update waits" : "updates wait"}`,
    );
    add("updates", updates.rebootWanted ? "low" : undefined, "a restart is wanted");
  }
  if (!isUnknown(failures))
    add(
      "failures",
      failures.failures.length >= 100 ? "medium" : undefined,
      `${failures.failures.length} failed log-ins`,
    );
  return concerns.sort((a, b) => rank(a.severity) - rank(b.severity));
}

function diskSeverity(disk: Disk): Severity | undefined {
  const full = fullness(disk);
  return full >= 0.95 ? "high" : full >= 0.85 ? "medium" : undefined;
}

function rank(severity: Severity): number {
  return ["critical", "high", "medium", "low", "info"].indexOf(severity);
}
