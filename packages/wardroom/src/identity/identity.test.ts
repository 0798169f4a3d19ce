import fc from "fast-check";
import { expect, test } from "vitest";
import { type Settings, settingsSchema } from "../settings/settings.ts";
import { identity } from "./identity.ts";

function settingsOf(value: object): Settings {
  return { ...settingsSchema.parse(value), inventory: [], folder: "/srv" };
}

const site = settingsOf({
  site: { name: "Wardroom", zone: "Europe/Berlin" },
  groups: [{ id: "analyst", name: "Security analysts" }],
  people: [
    { id: "ana", name: "Ana", groups: ["analyst"], accounts: [{ platform: "slack", tenant: "T1", userId: "U1" }] },
    { id: "sam", name: "Sam", groups: ["admin"], zone: "UTC", osUser: "root" },
    { id: "joe", name: "Joe" },
  ],
  rooms: [
    { id: "soc", topic: "Security", members: ["analyst", "sam"] },
    { id: "general", members: ["everyone"] },
    { id: "empty" },
  ],
});
const who = identity({ settings: () => site });

test("an account is a person by platform, tenant and user id together", () => {
  expect(who.personOf({ platform: "slack", tenant: "T1", userId: "U1" })).toEqual({
    id: "ana",
    name: "Ana",
    groups: ["analyst"],
    zone: "Europe/Berlin",
  });
  expect(who.personOf({ platform: "slack", tenant: "T2", userId: "U1" })).toBeUndefined();
  expect(who.personOf({ platform: "teams", tenant: "T1", userId: "U1" })).toBeUndefined();
});

test("in Wardroom's own rooms the user id is the person's", () => {
  expect(who.personOf({ platform: "wardroom", tenant: "local", userId: "sam" })?.id).toBe("sam");
  expect(who.personOf({ platform: "wardroom", tenant: "local", userId: "nobody" })).toBeUndefined();
  // Another chat does not make its users ours by what it calls its workspace.
  expect(who.personOf({ platform: "matrix", tenant: "local", userId: "sam" })).toBeUndefined();
});

test("a system user is tied to whom the settings say, and to nobody else", () => {
  expect(who.osPerson("root")?.id).toBe("sam");
  expect(who.osPerson("sam")).toBeUndefined();
});

test("a room's members are its people, the people of its groups, or everyone", () => {
  expect(who.room("soc")).toEqual({
    id: "soc",
    name: "#soc",
    kind: "channel",
    chat: "local",
    topic: "Security",
    members: ["ana", "sam"],
  });
  expect(who.members("general").map((person) => person.id)).toEqual(["ana", "sam", "joe"]);
  expect(who.members("empty")).toEqual([]);
  expect(who.members("nowhere")).toEqual([]);
});

test("everybody known has a direct room of their own, strangers have none", () => {
  expect(who.roomsOf("joe").map((room) => room.id)).toEqual(["general", "dm:joe"]);
  expect(who.room("dm:joe")).toMatchObject({ kind: "direct", name: "Wardroom", members: ["joe"] });
  expect(who.roomsOf("stranger")).toEqual([]);
  expect(who.room("dm:stranger")).toBeUndefined();
});

test("the admin group is there without being declared", () => {
  expect(who.groups().map((group) => group.id)).toEqual(["analyst", "admin"]);
  expect(who.groupMembers("admin").map((person) => person.id)).toEqual(["sam"]);
});

test("other settings are other people, at the next call", () => {
  let current = site;
  const changing = identity({ settings: () => current });
  expect(changing.person("joe")?.name).toBe("Joe");
  current = settingsOf({ people: [{ id: "joe", name: "Joseph" }] });
  expect(changing.person("joe")?.name).toBe("Joseph");
  expect(changing.person("ana")).toBeUndefined();
});

test("no account outside the settings is ever somebody", () => {
  const name = fc.oneof(fc.string(), fc.constantFrom("slack", "T1", "U1", "ana", "__proto__", "constructor", '","'));
  fc.assert(
    fc.property(name, name, name, (platform, tenant, userId) => {
      const known = platform === "slack" && tenant === "T1" && userId === "U1";
      fc.pre(tenant !== "local");
      expect(who.personOf({ platform, tenant, userId }) !== undefined).toBe(known);
    }),
  );
});

test("a room is in roomsOf exactly when the person is among its members", () => {
  for (const person of who.people()) {
    for (const room of who.rooms()) {
      expect(who.roomsOf(person.id).includes(room)).toBe(who.members(room.id).includes(person));
    }
  }
});
