import type { Probed } from "../probe/probed.ts";
import { type Disk, readDisks } from "./disks.ts";
import { type Failures, readFailures } from "./failures.ts";
import { type Load, readLoad } from "./load.ts";
import { type Login, readLogins } from "./logins.ts";
import { type Memory, readMemory } from "./memory.ts";
import { type Ports, readPorts } from "./ports.ts";
import { type FailedUnit, readFailedUnits } from "./services.ts";
import { readSystem, type System } from "./system.ts";
import { isUnknown, type Unknown } from "./unknown.ts";
import { readUpdates, type Updates } from "./updates.ts";

/** What a machine said of itself; each part by itself may be unknown. */
export interface Facts {
  readonly system: System | Unknown;
  readonly load: Load | Unknown;
  readonly memory: Memory | Unknown;
  readonly disks: readonly Disk[] | Unknown;
  readonly services: readonly FailedUnit[] | Unknown;
  readonly ports: Ports | Unknown;
  readonly logins: readonly Login[] | Unknown;
  readonly failures: Failures | Unknown;
  readonly updates: Updates | Unknown;
}

export function readFacts(probed: Probed): Facts {
  const system = readSystem(probed);
  return {
    system,
    load: readLoad(probed),
    memory: readMemory(probed),
    disks: readDisks(probed),
    services: readFailedUnits(probed),
    ports: readPorts(probed),
    logins: readLogins(probed),
    failures: isUnknown(system) ? system : readFailures(probed, system),
    updates: readUpdates(probed),
  };
}
