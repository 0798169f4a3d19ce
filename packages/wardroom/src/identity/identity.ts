import { type Account, OWN_PLATFORM, type Person } from "../model/message.ts";
import { directRoom, type Room } from "../model/room.ts";
import { ADMIN_GROUP, EVERYONE, type PersonSettings, type Settings } from "../settings/settings.ts";

/**
 * Who is who, and who is in which room, as the settings say at this moment. Rights hang on accounts and ids, never on
 * a name that is shown. Whom nothing ties to a person is a stranger: undefined, in no room, in no group.
 */
export interface Identity {
  /** The person who holds this chat account. In Wardroom's own rooms (tenant `local`) the user id is the person's. */
  personOf(account: Account): Person | undefined;
  person(id: string): Person | undefined;
  /** In the order of the settings. */
  people(): readonly Person[];
  groups(): readonly { readonly id: string; readonly name: string }[];
  /** The people of a group; of none that nobody declared. */
  groupMembers(id: string): readonly Person[];
  /** The person whom the settings tie to an operating-system user of this machine. */
  osPerson(osUser: string): Person | undefined;
  room(id: string): Room | undefined;
  /** All channels, in the order of the settings; direct rooms are not listed. */
  rooms(): readonly Room[];
  /** The channels a person is in, then their direct room; none for somebody unknown. */
  roomsOf(personId: string): readonly Room[];
  /** The people of a room; empty when there is no such room. */
  members(roomId: string): readonly Person[];
}

/** Reads `settings()` anew on each call; what is derived is kept until the settings are others. */
export function identity(needs: { settings: () => Settings }): Identity {
  let derived: { from: Settings; index: Index } | undefined;
  const index = (): Index => {
    const settings = needs.settings();
    if (derived?.from !== settings) derived = { from: settings, index: indexOf(settings) };
    return derived.index;
  };
  return {
    personOf: (account) =>
      account.platform === OWN_PLATFORM && account.tenant === "local"
        ? index().people.get(account.userId)
        : index().byAccount.get(accountKey(account)),
    person: (id) => index().people.get(id),
    people: () => index().list,
    groups: () => index().groups,
    groupMembers: (id) => index().list.filter((person) => person.groups.includes(id)),
    osPerson: (osUser) => index().byOsUser.get(osUser),
    room: (id) => index().rooms.get(id),
    rooms: () => index().channels,
    roomsOf(personId) {
      const own = index().rooms.get(directRoom(personId));
      return own === undefined ? [] : [...index().channels.filter((room) => room.members.includes(personId)), own];
    },
    members: (roomId) => (index().rooms.get(roomId)?.members ?? []).flatMap((id) => index().people.get(id) ?? []),
  };
}

interface Index {
  readonly list: readonly Person[];
  readonly people: ReadonlyMap<string, Person>;
  readonly byAccount: ReadonlyMap<string, Person>;
  readonly byOsUser: ReadonlyMap<string, Person>;
  readonly groups: readonly { readonly id: string; readonly name: string }[];
  readonly channels: readonly Room[];
  readonly rooms: ReadonlyMap<string, Room>;
}

function indexOf(settings: Settings): Index {
  const people = new Map<string, Person>();
  const byAccount = new Map<string, Person>();
  const byOsUser = new Map<string, Person>();
  for (const each of settings.people) {
    const person = personFrom(each, settings.site.zone);
    people.set(person.id, person);
    for (const account of each.accounts) byAccount.set(accountKey(account), person);
    if (each.osUser !== undefined) byOsUser.set(each.osUser, person);
  }
  const list = [...people.values()];
  const groups = settings.groups.map(({ id, name }) => ({ id, name: name ?? id }));
  if (!groups.some((group) => group.id === ADMIN_GROUP)) groups.push({ id: ADMIN_GROUP, name: "Administrators" });
  const channels = settings.rooms.map(
    (room): Room => ({
      id: room.id,
      name: `#${room.id}`,
      kind: "channel",
      chat: "local",
      ...(room.topic === undefined ? {} : { topic: room.topic }),
      members: list.filter((person) => isMember(person, room.members)).map((person) => person.id),
    }),
  );
  const direct = list.map(
    ({ id }): Room => ({ id: directRoom(id), name: settings.site.name, kind: "direct", chat: "local", members: [id] }),
  );
  const rooms = new Map([...channels, ...direct].map((room) => [room.id, room]));
  return { list, people, byAccount, byOsUser, groups, channels, rooms };
}

function personFrom({ id, name, groups, zone }: PersonSettings, siteZone: string): Person {
  return Object.freeze({ id, name, groups, zone: zone ?? siteZone });
}

function isMember(person: Person, members: readonly string[]): boolean {
  return members.some((member) => member === EVERYONE || member === person.id || person.groups.includes(member));
}

function accountKey({ platform, tenant, userId }: Account): string {
  return JSON.stringify([platform, tenant, userId]);
}
