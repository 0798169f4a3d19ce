import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { defineCommand, definePlugin } from "@wardroom/sdk";
import { type TestBot, testBot, testStore } from "@wardroom/testkit";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { WebSocket } from "ws";
import { z } from "zod";
import type { ServerFrame } from "../model/wire.ts";
import type { Store } from "../store/store.ts";
import { type HttpServer, openServer } from "./server.ts";

const echo = definePlugin({
  name: "echo",
  summary: "Says things back",
  commands: [
    defineCommand({
      name: "echo",
      summary: "Say it back",
      args: z.object({ text: z.string() }),
      examples: ["echo hello"],
      risk: "read",
      run: async ({ args }) => args.text,
    }),
  ],
});

let bot: TestBot;
let store: Store;
let server: HttpServer;
let folder: string;
beforeAll(async () => {
  store = await testStore();
  bot = await testBot({ store, plugins: [echo], more: "limits: { messageBurst: 100, messagesPerSecond: 150 }\n" });
  folder = await mkdtemp(join(tmpdir(), "wardroom-http-"));
  server = await openServer({
    host: "127.0.0.1",
    port: 0,
    socketPath: join(folder, "room.sock"),
    ...bot.wardroom.doors,
  });
});
afterAll(async () => {
  await server.close();
  await bot.close();
  await store.close();
  await rm(folder, { recursive: true });
});

/** A client that keeps every frame it gets. */
async function client(as: string, { after = undefined as number | undefined, recent = 0, port = server.port } = {}) {
  const socket = new WebSocket(`ws://127.0.0.1:${port}/socket`);
  const frames: ServerFrame[] = [];
  const waiting: (() => void)[] = [];
  socket.on("message", (bytes: Buffer) => {
    frames.push(JSON.parse(String(bytes)));
    for (const look of waiting.splice(0)) look();
  });
  await once(socket, "open");
  const send = (frame: object) => socket.send(JSON.stringify(frame));
  async function until(right: (frame: ServerFrame) => boolean): Promise<ServerFrame> {
    for (;;) {
      const found = frames.find(right);
      if (found !== undefined) return found;
      await new Promise<void>((look) => waiting.push(look));
    }
  }
  send({ type: "hello", as, after, recent });
  await until(({ type }) => type === "mark");
  return { socket, frames, send, until, end: () => socket.close() };
}

const settled = (frame: ServerFrame) => frame.type === "settled";
const texts = (frames: readonly ServerFrame[]) =>
  frames.flatMap((frame) => (frame.type === "event" ? [frame.event.body.text] : []));

test("a page of another site cannot open the socket, whoever looks at it", async () => {
  const forged = new WebSocket(`ws://127.0.0.1:${server.port}/socket`, { origin: "https://evil.example" });
  const [error] = await once(forged, "error");
  expect(String(error)).toContain("403");
});

test("who is refused and hangs up hard takes nobody else along", async () => {
  const broken: unknown[] = [];
  const caught = (error: unknown) => broken.push(error);
  process.on("uncaughtException", caught);
  for (let i = 0; i < 20; i++) {
    const socket = connect(server.port, "127.0.0.1");
    socket.on("error", () => {});
    await once(socket, "connect");
    socket.write(
      `GET /socket HTTP/1.1\r\nHost: localhost\r\nOrigin: https://evil.example\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n${"x".repeat(100_000)}`,
    );
    if (i % 2 === 0) await once(socket, "data");
    socket.resetAndDestroy();
  }
  const ana = await client("ana");
  ana.end();
  process.off("uncaughtException", caught);
  expect(broken).toEqual([]);
});

test("the server stops though a client does not answer its goodbye", async () => {
  const other = await openServer({
    host: "127.0.0.1",
    port: 0,
    socketPath: join(folder, "other.sock"),
    ...bot.wardroom.doors,
  });
  const socket = new WebSocket(`ws://127.0.0.1:${other.port}/socket`);
  await once(socket, "open");
  socket.pause();
  const started = performance.now();
  await other.close();
  expect(performance.now() - started).toBeLessThan(5_000);
  socket.terminate();
});

test("what cannot be served is said under its id, and what is larger than a slow client may owe still arrives", async () => {
  const { connection, ...doors } = bot.wardroom.doors;
  const file = "x".repeat(12_000_000);
  let now = 0;
  let most = 0;
  const other = await openServer({
    host: "127.0.0.1",
    port: 0,
    socketPath: join(folder, "broken.sock"),
    ...doors,
    connection: {
      ...connection,
      async answer(asker, frame) {
        if (frame.type !== "file") throw new Error("the store is gone");
        most = Math.max(most, ++now);
        await new Promise((soon) => setImmediate(soon));
        now--;
        asker.send({ type: "reply", id: frame.id, body: file });
      },
    },
  });
  const ana = await client("ana", { port: other.port });
  ana.send({ type: "complete", id: "c1", room: "dm:ana", text: "h" });
  expect(await ana.until(({ type }) => type === "error")).toMatchObject({ id: "c1", code: "broken" });
  ana.send({ type: "file", id: "f1", file: "any" });
  expect(await ana.until(({ type }) => type === "reply")).toMatchObject({ id: "f1", body: file });
  // Many at once come one after the other, with what happens meanwhile in between, and the client is not cut off.
  for (let i = 2; i < 10; i++) ana.send({ type: "file", id: `f${i}`, file: "any" });
  await bot.says("sam", "echo meanwhile", { room: "soc" });
  await ana.until((frame) => frame.type === "reply" && frame.id === "f9");
  expect(most).toBe(1);
  await other.close();
});

test("a client that was away for long is caught up in pages, all of it in order", async () => {
  const sam = await client("sam");
  await sam.until(({ type }) => type === "mark");
  const from = Number((await store.pool.query("select last from event_counter")).rows[0].last);
  await store.pool.query(
    `with counter as (update event_counter set last = last + 2500 returning last - 2500 as before)
     insert into event (number, key, room, message, at, by, body)
     select before + n, 'bulk:' || n, 'soc', 'bulk:' || n, now(), '{"kind":"bot","id":"wardroom","name":"Wardroom"}',
       jsonb_build_object('kind', 'message', 'text', repeat('x', 8000) || n)
     from counter, generate_series(1, 2500) as n`,
  );
  sam.send({ type: "say", id: "poke", room: "dm:sam", text: "echo poke" });
  await sam.until(settled);
  const back = await client("ana", { after: from });
  expect(texts(back.frames).filter((text) => text?.startsWith("xxx"))).toHaveLength(2500);
  const numbers = back.frames.flatMap((frame) => (frame.type === "event" ? [frame.event.number] : []));
  expect(numbers).toEqual([...numbers].sort((a, b) => a - b));
  back.end();
  sam.end();
});

test("every reply comes before the frame that says all is answered, also right after hello", async () => {
  for (let i = 0; i < 20; i++) {
    const ana = await client("ana", { recent: 20 });
    ana.send({ type: "say", id: `o${i}`, room: "dm:ana", text: `echo order ${i}` });
    await ana.until(settled);
    expect(texts(ana.frames)).toContain(`order ${i}`);
    ana.end();
  }
});

test("said twice under one id, it is answered once, and the second is told how it ended", async () => {
  const ana = await client("ana");
  ana.send({ type: "say", id: "same", room: "dm:ana", text: "echo once" });
  await ana.until(settled);
  ana.frames.length = 0;
  ana.send({ type: "say", id: "same", room: "dm:ana", text: "echo once" });
  expect(await ana.until(settled)).toMatchObject({ act: "run", outcome: "done" });
  expect(texts(ana.frames)).toEqual([]);
  ana.end();
});

test("a client that comes back gets exactly what it has not seen", async () => {
  const ana = await client("ana");
  const sam = await client("sam");
  sam.send({ type: "say", id: "r1", room: "soc", text: "first" });
  await ana.until((frame) => frame.type === "event" && frame.event.body.text === "first");
  const last = Math.max(...ana.frames.flatMap((frame) => (frame.type === "event" ? [frame.event.number] : [])));
  ana.socket.terminate();
  for (const text of ["second", "third"]) sam.send({ type: "say", id: text, room: "soc", text });
  await sam.until((frame) => frame.type === "event" && frame.event.body.text === "third");
  const back = await client("ana", { after: last });
  expect(texts(back.frames)).toEqual(["second", "third"]);
  back.end();
  sam.end();
});

test("nobody sees a room they are not in, or gets an answer out of it", async () => {
  const joe = await client("joe");
  joe.send({ type: "say", id: "j1", room: "soc", text: "hello?" });
  expect(await joe.until(({ type }) => type === "error")).toMatchObject({ code: "no-such-room", id: "j1" });
  joe.frames.length = 0;
  joe.send({ type: "history", id: "j2", room: "soc" });
  expect(await joe.until(({ type }) => type === "error")).toMatchObject({ code: "no-such-room", id: "j2" });
  joe.end();
});

test("a message of 1 MB, bytes that are no UTF-8, and frames that are none are each told apart, and the client stays", async () => {
  const ana = await client("ana");
  const wrong = async (id: string): Promise<ServerFrame> => {
    const frame = await ana.until((one) => one.type === "error");
    ana.frames.length = 0;
    return { ...frame, id } as ServerFrame;
  };
  ana.send({ type: "say", id: "big", room: "dm:ana", text: "x".repeat(1_000_000) });
  expect(await wrong("big")).toMatchObject({ code: "too-long", say: expect.stringContaining("1,000,000 characters") });
  ana.socket.send(Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), { binary: false });
  expect(await wrong("utf8")).toMatchObject({ code: "not-utf8" });
  ana.socket.send("not json");
  expect(await wrong("json")).toMatchObject({ code: "not-json" });
  ana.send({ type: "dance" });
  expect(await wrong("frame")).toMatchObject({ code: "wrong-frame" });
  ana.send({ type: "say", id: "t", room: "dm:ana", thread: "x".repeat(3_000), text: "commands" });
  expect(await wrong("t")).toMatchObject({ code: "wrong-frame" });
  ana.send({ type: "explain", id: "e", room: "dm:ana", text: "x".repeat(1_000_000) });
  expect(await wrong("e")).toMatchObject({ code: "too-long" });
  ana.send({ type: "say", id: "control", room: "dm:ana", text: "echo a\u0000b\u001b[31mc" });
  await ana.until(settled);
  ana.end();
});

test("who is taken out of the settings is out, and who stays is not disturbed", async () => {
  const file = join(bot.dataDir, "wardroom.yaml");
  const settings = await readFile(file, "utf8");
  const [joe, sam] = [await client("joe"), await client("sam")];
  const left = once(joe.socket, "close");
  await writeFile(file, settings.replace(/.*id: joe.*\n/, ""));
  expect((await left)[0]).toBe(4403);
  sam.send({ type: "say", id: "still", room: "dm:sam", text: "echo still here" });
  await sam.until(settled);
  await writeFile(file, settings);
  await vi.waitFor(() => expect(bot.wardroom.identity.person("joe")).toBeDefined(), { timeout: 10_000 });
  sam.end();
});

test("one person who floods is slowed, loses nothing, and nobody else waits", async () => {
  const flood = await client("joe");
  const calm = await client("maya");
  const COUNT = 700;
  for (let i = 0; i < COUNT; i++) flood.send({ type: "say", id: `f${i}`, room: "dm:joe", text: `echo ${i}` });
  calm.send({ type: "say", id: "calm", room: "dm:maya", text: "echo calm" });
  await calm.until(settled);
  const heard = () => flood.frames.filter(({ type }) => type === "heard").length;
  expect(heard()).toBeLessThan(COUNT);
  while (heard() < COUNT) await new Promise((soon) => setTimeout(soon, 50));
  expect(flood.frames.filter(({ type }) => type === "error")).toEqual([]);
  flood.end();
  calm.end();
});
