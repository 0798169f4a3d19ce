import type { CedarValueJson } from "@cedar-policy/cedar-wasm/nodejs";
import type { Inventory } from "@wardroom/sdk";
import type { Person } from "../../model/message.ts";
import type { Registered } from "../../model/registry.ts";
import type { Request } from "../../model/request.ts";
import type { Room } from "../../model/room.ts";
import { cedarRecord } from "./cedar-type.ts";
import { hostsNamed } from "./host-args.ts";
import type { Asker, ContextAttribute, Target } from "./weigh.ts";

/** Where and how something is asked: what policies see as `context`. */
export interface Circumstances {
  readonly room: string;
  readonly direct: boolean;
  readonly via: Request["via"];
  readonly args: Readonly<Record<string, unknown>>;
  readonly at: Date;
}

/** The value of one context attribute, made only when a policy looks at it. */
export function contextOf(
  registered: Registered,
  here: Circumstances,
): (attribute: ContextAttribute) => CedarValueJson {
  return (attribute) => {
    switch (attribute) {
      case "room":
        return { __entity: { type: "Room", id: here.room } };
      case "direct":
        return here.direct;
      case "via":
        return here.via;
      case "risk":
        return registered.command.risk;
      case "at":
        return { __extn: { fn: "datetime", arg: here.at.toISOString() } };
      case "args":
        return cedarRecord(registered.schema, here.args);
    }
  };
}

export function askerOf(person: Person, roomsOf: (person: string) => readonly Room[]): Asker {
  return {
    id: person.id,
    name: person.name,
    groups: [...person.groups].sort(),
    rooms: roomsOf(person.id)
      .map((room) => room.id)
      .sort(),
  };
}

/**
 * What a call acts on: each host that its arguments name, by the inventory's own name of it whatever was typed, so that a
 * rule about a host cannot be passed by naming its alias or address. The room when it names none.
 */
export function targetsOf(
  registered: Registered,
  args: Readonly<Record<string, unknown>>,
  room: string,
  inventory: Inventory,
): readonly Target[] {
  const targets = new Map<string, Target>();
  for (const name of hostsNamed(registered, args)) {
    const host = inventory.find(name);
    const id = host?.name ?? name.toLowerCase();
    targets.set(id, { type: "Host", id, owner: host?.owner, tags: host?.tags ?? [] });
  }
  return targets.size > 0 ? [...targets.values()] : [{ type: "Room", id: room }];
}
