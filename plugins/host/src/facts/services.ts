import type { Probed } from "../probe/probed.ts";
import { isUnknown, rawOf, type Unknown } from "./unknown.ts";

export interface FailedUnit {
  readonly unit: string;
  readonly about: string;
}

/** Units that systemd calls failed. Other service managers are not asked, and that is said. */
export function readFailedUnits(probed: Probed): readonly FailedUnit[] | Unknown {
  const raw = rawOf(probed, "services", ["no-service-manager", "unreadable"]);
  if (isUnknown(raw)) return raw;
  return raw.lines.flatMap((line) => {
    const [, unit, about = ""] = /^[^\w\s]?\s*(\S+\.\w+)\s+\S+\s+failed\s+\S+\s*(.*)$/.exec(line) ?? [];
    return unit === undefined ? [] : [{ unit, about }];
  });
}
