import type { z } from "zod";
import { nearest } from "../base/near.ts";
import type { Finding } from "./check.ts";
import { ADMIN_GROUP, EVERYONE, type inventoryFileSchema, type settingsSchema } from "./settings.ts";
import type { Path } from "./yaml.ts";

type Parsed = z.output<typeof settingsSchema>;
type Hosts = z.output<typeof inventoryFileSchema>["hosts"];

/**
 * What no single key can show: names that stand twice, and names of things that are not there. A group or person that
 * is misspelt would be a right that nobody has, so it is refused here.
 */
export function crossFindings(settings: Parsed): Finding[] {
  const people = settings.people.map((person) => person.id);
  const groups = [ADMIN_GROUP, ...settings.groups.map((group) => group.id)];
  const rooms = settings.rooms.map((room) => room.id);
  const found: Finding[] = [
    ...twice(people, "person", (i) => ["people", i, "id"]),
    ...twice(
      settings.groups.map((group) => group.id),
      "group",
      (i) => ["groups", i, "id"],
    ),
    ...twice(rooms, "room", (i) => ["rooms", i, "id"]),
    ...twice(
      settings.checks.map((check) => check.name),
      "check",
      (i) => ["checks", i, "name"],
    ),
  ];
  for (const [i, id] of people.entries()) {
    if (id === EVERYONE || id === "wardroom")
      found.push({ path: ["people", i, "id"], say: `\`${id}\` is taken by Wardroom itself. Choose another id.` });
    else if (groups.includes(id))
      found.push({ path: ["people", i, "id"], say: `\`${id}\` is a group as well. One of the two needs another id.` });
  }
  for (const [i, { id }] of settings.groups.entries()) {
    if (id === EVERYONE)
      found.push({ path: ["groups", i, "id"], say: "`everyone` is all people already. Choose another id." });
  }
  for (const [i, person] of settings.people.entries()) {
    for (const [j, group] of person.groups.entries()) {
      if (!groups.includes(group)) found.push(unknown(["people", i, "groups", j], "group", group, groups, "groups"));
    }
  }
  const members = [...people, ...groups, EVERYONE];
  for (const [i, room] of settings.rooms.entries()) {
    for (const [j, member] of room.members.entries()) {
      if (!members.includes(member))
        found.push(unknown(["rooms", i, "members", j], "person or group", member, members, "people"));
    }
  }
  const posted = settings.record.checkpointRoom;
  if (posted !== undefined && !rooms.includes(posted))
    found.push(unknown(["record", "checkpointRoom"], "room", posted, rooms, "rooms"));
  return [...found, ...accountFindings(settings), ...connectionFindings(settings), ...checkFindings(settings)];
}

/** A host's names, aliases and addresses share one space, whatever their case: each must mean one machine. */
export function hostFindings(hosts: Hosts, under: Path): Finding[] {
  const owner = new Map<string, string>();
  return hosts.flatMap((host, i) =>
    [
      { name: host.name, at: ["name"] as Path },
      ...host.aliases.map((name, j) => ({ name, at: ["aliases", j] as Path })),
      ...host.addresses.map((name, j) => ({ name, at: ["addresses", j] as Path })),
    ].flatMap(({ name, at }) => {
      const taken = owner.get(name.toLowerCase());
      owner.set(name.toLowerCase(), host.name);
      return taken === undefined
        ? []
        : [{ path: [...under, i, ...at], say: `\`${name}\` is the name of host \`${taken}\` already.` }];
    }),
  );
}

function accountFindings(settings: Parsed): Finding[] {
  const owner = new Map<string, string>();
  const claim = (key: string, id: string, path: Path, what: string): Finding[] => {
    const taken = owner.get(key);
    owner.set(key, id);
    return taken === undefined
      ? []
      : [{ path, say: `${what} belongs to \`${taken}\` already. It can be one person only.` }];
  };
  return settings.people.flatMap((person, i) => [
    ...(person.osUser === undefined
      ? []
      : claim(`os ${person.osUser}`, person.id, ["people", i, "osUser"], "This operating-system user")),
    ...person.accounts.flatMap((account, j): Finding[] => {
      const path = ["people", i, "accounts", j];
      // `local` accounts are Wardroom's own rooms, whose door says who somebody is.
      if (account.tenant === "local")
        return [{ path: [...path, "tenant"], say: "`local` is Wardroom's own. Name the workspace on the chat." }];
      return claim(JSON.stringify([account.platform, account.tenant, account.userId]), person.id, path, "This account");
    }),
  ]);
}

function connectionFindings(settings: Parsed): Finding[] {
  const serves = new Map<string, string>();
  return Object.entries(settings.connections).flatMap(([name, entry]): Finding[] => {
    const kind = entry.kind ?? name;
    const taken = serves.get(kind);
    serves.set(kind, name);
    if (kind === "inventory")
      return [
        {
          path: ["connections", name],
          key: true,
          say: "The inventory is Wardroom's own. Its hosts stand under `inventory`.",
        },
      ];
    return taken === undefined
      ? []
      : [
          {
            path: ["connections", name],
            key: true,
            say: `\`${taken}\` configures \`${kind}\` already. A command could not tell the two apart.`,
          },
        ];
  });
}

function checkFindings(settings: Parsed): Finding[] {
  return settings.checks.flatMap((check, i) => [
    ...check.run.flatMap((element, j) =>
      [...element.matchAll(/\{([A-Za-z][A-Za-z0-9_]*)\}/g)].flatMap(([, arg = ""]) =>
        Object.hasOwn(check.args, arg)
          ? []
          : [unknown(["checks", i, "run", j], "argument", arg, Object.keys(check.args), "args")],
      ),
    ),
    ...(check.required ?? []).flatMap((arg, j) =>
      Object.hasOwn(check.args, arg)
        ? []
        : [unknown(["checks", i, "required", j], "argument", arg, Object.keys(check.args), "args")],
    ),
  ]);
}

function twice(ids: readonly string[], what: string, path: (i: number) => Path): Finding[] {
  return ids.flatMap((id, i) =>
    ids.indexOf(id) < i ? [{ path: path(i), say: `There is a ${what} \`${id}\` already.` }] : [],
  );
}

function unknown(path: Path, what: string, id: string, known: readonly string[], key: string): Finding {
  const meant = nearest(id, known);
  return {
    path,
    say: `There is no ${what} \`${id}\`. ${meant ? `Did you mean \`${meant}\`?` : `Add it under \`${key}\`.`}`,
  };
}
