import type { AnyCall, Card, Said } from "@wardroom/sdk";
import { allowed, refused, testStore } from "@wardroom/testkit";
import { afterEach, beforeEach, expect, test } from "vitest";
import { silentLog } from "../base/log.ts";
import { compileInterpret } from "../message/interpret/interpret.ts";
import { registryOf, sampleInventory } from "../message/interpret/sample.fixture.ts";
import type { Grant } from "../model/decision.ts";
import type { Intent } from "../model/intent.ts";
import type { Room } from "../model/room.ts";
import { newSigner } from "../record/note.ts";
import { type OpenRecord, openRecord } from "../record/record.ts";
import type { Store } from "../store/store.ts";
import { activityCommands } from "./activity.ts";
import { type Follows, openFollows } from "./activity-follow.ts";

const channel = (id: string, ...members: string[]): Room => ({
  id,
  name: `#${id}`,
  kind: "channel",
  chat: "local",
  members,
});
const direct = (id: string): Room => ({ id: `dm:${id}`, name: id, kind: "direct", chat: "local", members: [id] });
const channels = [channel("soc", "ana", "sam"), channel("it-ops", "sam"), channel("general", "ana", "sam", "joe")];
const people = { ana: "Ana Duarte", sam: "Sam Okafor", joe: "Joe Lind" } as const;
type Who = keyof typeof people;

const places = {
  room: (id: string) => (id.startsWith("dm:") ? direct(id.slice(3)) : channels.find((one) => one.id === id)),
  rooms: () => channels,
  roomsOf: (person: string) => [...channels.filter(({ members }) => members.includes(person)), direct(person)],
};

let store: Store;
let record: OpenRecord;
let follows: Follows;
let posted: Intent[];
let clock: Date;

const openFollowing = () =>
  openFollows({
    store,
    record,
    log: silentLog(),
    ...places,
    async post(intent) {
      if (!posted.some(({ key }) => key === intent.key)) posted.push(intent);
    },
  });

beforeEach(async () => {
  clock = new Date("2026-11-23T22:00:00Z");
  posted = [];
  store = await testStore();
  record = await openRecord({
    store,
    key: newSigner("wardroom/test"),
    blank: (text) => text,
    log: silentLog(),
    now: () => clock,
  });
  follows = openFollowing();
});
afterEach(async () => {
  await follows.close();
  await record.close();
  await store.close();
});

let asked = 0;
/** Somebody asks for something, and it is done, or refused. */
async function does(who: Who, room: string, words: string, { refuse = false, command = words } = {}): Promise<number> {
  const request = {
    words,
    command,
    args: {},
    place: { room },
    person: { id: who, name: people[who], groups: [] },
  };
  if (refuse) return (await record.decision(refused(`q${asked++}/0`, request))).entry;
  const grant = (await record.decision(allowed(`q${asked++}/0`, request))) as Grant;
  await record.outcome(grant, { kind: "done", say: "ok", files: [], ms: 12 });
  return grant.entry;
}

const commands = () =>
  activityCommands({
    read: record.read,
    follows,
    commands: () => ["host status", "host list", "activity"],
    ...places,
  });

/** What somebody gets for a line, as it is understood, in a room. */
async function says(who: Who, room: string, line: string): Promise<Said> {
  const registry = registryOf(commands());
  const interpret = compileInterpret({
    registry,
    inventory: sampleInventory,
    botNames: ["wardroom"],
    siteAliases: new Map(),
  });
  const meaning = interpret({
    text: line,
    addressed: true,
    direct: true,
    now: clock,
    zone: "UTC",
    aliases: new Map(),
  } as never);
  const [meant] = meaning.requests;
  if (meaning.act !== "run" || meant === undefined) throw new Error(`"${line}" means ${JSON.stringify(meaning)}`);
  const command = registry.find(meant.command)?.command;
  const args = command?.args.parse(meant.args) as AnyCall["args"];
  const said = await command?.run({ args, person: { id: who, name: people[who] }, room } as AnyCall);
  return typeof said === "string" ? { say: said } : (said as Said);
}

function rowsOf({ card }: Said): (string | number | null)[][] {
  const table = (card as Card | undefined)?.blocks?.find((block) => block.kind === "table");
  return table?.kind === "table" ? table.rows : [];
}

test("activity shows who, when, where, what, decision, outcome and entry, the newest last", async () => {
  const first = await does("ana", "soc", "host status web-03");
  clock = new Date("2026-11-24T02:04:00Z");
  const second = await does("sam", "soc", "host list", { refuse: true });
  expect(rowsOf(await says("ana", "dm:ana", "activity"))).toEqual([
    [first, "2026-11-23 22:00", "Ana Duarte", "#soc", "host status web-03", "allowed", "done"],
    [second, "2026-11-24 02:04", "Sam Okafor", "#soc", "host list", "refused (no-policy-allows)", "–"],
  ]);
});

test("a day that all of it shares is said once", async () => {
  await does("ana", "dm:ana", "host list");
  await does("ana", "soc", "host list");
  const seen = await says("ana", "dm:ana", "activity");
  expect(rowsOf(seen).map(([, when, , where]) => [when, where])).toEqual([
    ["22:00", "direct"],
    ["22:00", "#soc"],
  ]);
  expect(seen.card?.foot).toBe("All on 2026-11-23, times are UTC.");
});

test("the question itself is not in its own answer", async () => {
  const before = await does("ana", "soc", "activity");
  const request = { command: "activity", person: { id: "ana", name: people.ana, groups: [] } };
  await record.decision(allowed("asking/0", request));
  expect(rowsOf(await says("ana", "soc", "activity")).map(([entry]) => entry)).toEqual([before]);
});

test("activity can be asked for one room and from some time on", async () => {
  await does("sam", "it-ops", "host list");
  clock = new Date("2026-11-24T02:04:00Z");
  const today = await does("sam", "it-ops", "host status web-03");
  await does("sam", "general", "host status db-01");
  const seen = await says("sam", "dm:sam", "activity #it-ops today");
  expect(rowsOf(seen).map(([entry]) => entry)).toEqual([today]);
  expect(seen.card?.title).toBe("Activity in #it-ops since 2026-11-24 00:00 UTC");
  expect(rowsOf(await says("sam", "dm:sam", "activity today"))).toHaveLength(2);
  expect(rowsOf(await says("sam", "dm:sam", "activity #it-ops"))).toHaveLength(2);
});

test("nobody sees what happened in a room that they are not in, but everybody sees their own", async () => {
  await does("sam", "it-ops", "host list");
  const own = await does("joe", "dm:joe", "host status web-03", { refuse: true });
  expect(rowsOf(await says("joe", "dm:joe", "activity")).map(([entry]) => entry)).toEqual([own]);
  expect((await says("joe", "dm:joe", "activity #it-ops")).say).toBe("There is no room #it-ops that you are in.");
  expect((await says("joe", "dm:joe", "activity #nowhere")).say).toBe("There is no room #nowhere that you are in.");
  expect(rowsOf(await says("joe", "dm:joe", "who ran host list"))).toEqual([]);
});

test("where others read along, only what all of them may see is shown", async () => {
  await does("sam", "it-ops", "host list");
  await does("sam", "dm:sam", "host list");
  const open = await does("sam", "general", "host list");
  const seen = await says("sam", "general", "activity");
  expect(rowsOf(seen).map(([entry]) => entry)).toEqual([open]);
  expect(seen.card?.foot).toContain("Only what everybody here may see");
  expect((await says("sam", "general", "activity #it-ops")).say).toContain("Not everybody here is in #it-ops");
});

test("who ran a command, and who ran this very call", async () => {
  await does("ana", "soc", "host status web-03", { command: "host status" });
  const db = await does("sam", "soc", "host status db-01", { command: "host status" });
  await does("sam", "soc", "host list");
  expect(rowsOf(await says("ana", "soc", "who ran host status?"))).toHaveLength(2);
  expect(rowsOf(await says("ana", "soc", "who ran host status db-01?")).map(([entry]) => entry)).toEqual([db]);
  expect((await says("ana", "soc", "who ran nonsense?")).say).toContain('no command "nonsense?"');
});

test("a room that follows is shown what everybody in it may see, each thing once, as it ends", async () => {
  await does("ana", "soc", "host list");
  expect((await says("ana", "soc", "activity follow")).say).toContain("From now on");
  expect((await says("ana", "soc", "activity follow")).say).toContain("already");
  const first = await does("ana", "soc", "host status web-03");
  await does("sam", "it-ops", "host list");
  const second = await does("joe", "general", "host list", { refuse: true });
  await does("ana", "soc", "activity");
  await follows.look();
  await follows.look();
  expect(posted.flatMap(({ place, body }) => [place.room, body.kind === "message" && body.text])).toEqual([
    "soc",
    [
      `Ana Duarte ran \`host status web-03\` in #soc: done in 12 ms (entry ${first})`,
      `Joe Lind asked for \`host list\` in #general: refused (no-policy-allows) (entry ${second})`,
    ].join("\n"),
  ]);
  expect((await says("ana", "soc", "activity unfollow")).say).toContain("no longer");
  await does("ana", "soc", "host list");
  await follows.look();
  expect(posted).toHaveLength(1);
});

test("after a crash in the middle of a post exactly that post is made again, and nothing is lost", async () => {
  await follows.follow("soc", "ana");
  await follows.close();
  const first = await does("ana", "soc", "host status web-03");
  const failing = openFollows({
    store,
    record,
    log: silentLog(),
    ...places,
    post: async () => {
      throw new Error("killed");
    },
  });
  await failing.look();
  await failing.close();
  const second = await does("ana", "soc", "host list");
  follows = openFollowing();
  await follows.look();
  await follows.look();
  const texts = posted.map(({ body }) => (body.kind === "message" ? body.text : ""));
  expect(texts).toEqual([expect.stringContaining(`(entry ${first})`), expect.stringContaining(`(entry ${second})`)]);
  expect(new Set(posted.map(({ key }) => key)).size).toBe(2);
});

test("what runs long is shown when it ends, not when it began", async () => {
  await follows.follow("soc", "ana");
  const grant = (await record.decision(allowed("long/0"))) as Grant;
  await follows.look();
  expect(posted).toEqual([]);
  await record.outcome(grant, { kind: "timeout", files: [], ms: 30_000 });
  await follows.look();
  expect(posted[0]?.body).toMatchObject({ text: expect.stringContaining("timeout in 30000 ms") });
});
