import { openWireServer, type WireServer } from "@wardroom/testkit/wire-server";
import { afterEach, expect, test } from "vitest";
import { openRoomClient, type RoomClient } from "./client.ts";

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const one of open.splice(0).reverse()) await one.close();
});

async function wire(settings: Partial<Parameters<typeof openWireServer>[0]> = {}): Promise<WireServer> {
  const server = await openWireServer({
    people: { ana: "Ana", sam: "Sam" },
    rooms: [
      { id: "dm:ana", name: "Wardroom", kind: "direct" },
      { id: "soc", name: "#soc", kind: "channel" },
    ],
    answer: ({ text }, reply) => {
      reply.say({ text: `you said ${text}` });
      return { act: "run", outcome: "done" };
    },
    ...settings,
  });
  open.push(server);
  return server;
}

function client(settings: Parameters<typeof openRoomClient>[0]): RoomClient {
  const room = openRoomClient(settings);
  open.push(room);
  return room;
}

test("what is said is settled with its replies, over TCP and over a unix socket", async () => {
  const server = await wire();
  for (const address of [{ url: server.url }, { socket: server.socket }]) {
    const ana = client({ address, as: "ana" });
    expect((await ana.welcome).person.name).toBe("Ana");
    expect(await ana.say("soc", "help")).toMatchObject({
      kind: "settled",
      act: "run",
      outcome: "done",
      replies: [{ text: "you said help" }],
    });
  }
});

test("a reply that edits itself comes as it reads in the end", async () => {
  const server = await wire({
    answer: async (_said, reply) => {
      const id = reply.say({ card: { state: "running", blocks: [] } });
      reply.edit(id, { text: "Up for 12 days.", entries: [7, 8] });
      return { act: "run", outcome: "done" };
    },
  });
  const ana = client({ address: { url: server.url }, as: "ana" });
  expect(await ana.say("soc", "status")).toMatchObject({ replies: [{ text: "Up for 12 days.", entries: [7, 8] }] });
});

test("a server killed after it heard and before it said so answers once when it is back", async () => {
  const server = await wire();
  const ana = client({ address: { url: server.url }, as: "ana" });
  await ana.welcome;
  server.cutAfterHearing();
  const heard = await ana.say("soc", "help");
  expect(heard).toMatchObject({ kind: "settled", replies: [{ text: "you said help" }] });
  expect(server.heard.map(({ text }) => text)).toEqual(["help"]);
});

test("events missed during a break come after it, each once and in order", async () => {
  const server = await wire();
  const seen: string[] = [];
  const ana = client({
    address: { url: server.url },
    as: "ana",
    onNews: (news) => news.kind === "event" && seen.push(news.event.body.text ?? ""),
  });
  await ana.welcome;
  server.post("sam", "soc", { kind: "message", text: "one" });
  await expect.poll(() => seen).toEqual(["one"]);
  server.cut();
  for (const text of ["two", "three"]) server.post("sam", "soc", { kind: "message", text });
  await expect.poll(() => seen).toEqual(["one", "two", "three"]);
});

test("a press says the words of its button, and one that is gone says so", async () => {
  const server = await wire();
  const shown = server.post("bot", "soc", {
    kind: "message",
    card: { blocks: [], actions: [{ label: "Disk details", says: "disk web-03" }] },
  });
  const ana = client({ address: { url: server.url }, as: "ana" });
  expect(await ana.press(shown.message, 0)).toMatchObject({ replies: [{ text: "you said disk web-03" }] });
  expect(await ana.press(shown.message, 3)).toMatchObject({ kind: "refused", code: "no-button" });
});

test("a client that is not let in, or finds nobody there, fails with a sentence", async () => {
  const server = await wire();
  const stranger = client({ address: { url: server.url }, as: "eve" });
  await expect(stranger.welcome).rejects.toMatchObject({ code: "unknown-person" });
  expect(await stranger.say("soc", "help")).toMatchObject({ kind: "refused" });
  await server.close();
  const late = client({ address: { socket: server.socket } });
  await expect(late.welcome).rejects.toMatchObject({ code: "server-gone" });
});

test("a server that does not come back ends what waits, after as long as was said", async () => {
  const server = await wire({ answer: () => new Promise(() => {}) });
  const ana = client({ address: { url: server.url }, as: "ana", patienceMs: 300 });
  await ana.welcome;
  const heard = ana.say("soc", "help");
  await expect.poll(() => server.heard.length).toBe(1);
  await server.close();
  expect(await heard).toMatchObject({ kind: "refused", code: "server-gone" });
});

test("questions are answered by their id", async () => {
  const server = await wire({ reply: (frame) => ({ asked: frame.type }) });
  const ana = client({ address: { url: server.url }, as: "ana" });
  expect(await Promise.all([ana.complete("soc", "ho"), ana.explain("soc", "help")])).toEqual([
    { asked: "complete" },
    { asked: "explain" },
  ]);
});
