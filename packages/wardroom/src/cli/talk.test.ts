import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { type Answering, openWireServer, type WireServer } from "@wardroom/testkit/wire-server";
import { afterEach, expect, test } from "vitest";
import type { Explanation } from "../builtin/explain.ts";
import type { Running } from "../main.ts";
import { findRunning, tellRunning } from "../running.ts";
import { chat } from "./chat.ts";
import { explain } from "./explain.ts";
import type { Io } from "./io.ts";
import { say } from "./say.ts";
import { up } from "./up.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const answer: Answering = ({ text, room }, reply) => {
  if (text === "forbidden") {
    reply.say({ card: { state: "refused", blocks: [{ kind: "text", text: "No policy allows it." }] }, entries: [4] });
    return { act: "run", outcome: "deny" };
  }
  if (text === "host status") {
    reply.say({ text: "Which host?" });
    return { act: "ask", outcome: "missing" };
  }
  if (room === "soc") return { act: "silent", outcome: "silent" };
  reply.say({ text: `you said ${text}`, entries: [2, 3] });
  return { act: "run", outcome: "done" };
};

const explanation: Explanation = {
  text: "host status web-03",
  act: "run",
  calls: [
    {
      call: "host status web-03",
      command: "host status",
      args: { host: "web-03" },
      via: "grammar",
      confidence: 1,
      missing: [],
      summary: "How a machine is",
      risk: "read",
      decision: {
        kind: "deny",
        reason: { code: "no-policy-allows", say: "No policy allows it." },
        policies: [],
        askWhom: ["Sam"],
      },
      say: "No policy allows it.",
    },
  ],
  alternatives: [],
};

/** A data folder whose `server.json` names a running server. */
async function place(told = true): Promise<{ data: string; server: WireServer }> {
  const data = await mkdtemp(join(tmpdir(), "talk-"));
  const server = await openWireServer({
    people: { ana: "Ana", sam: "Sam" },
    rooms: [
      { id: "dm", name: "Wardroom", kind: "direct" },
      { id: "soc", name: "#soc", kind: "channel" },
    ],
    answer,
    reply: (frame) => (frame.type === "explain" ? explanation : null),
  });
  closing.push(() => rm(data, { recursive: true }), server.close);
  if (told) await tellRunning(data, noteOf(server));
  return { data, server };
}

function noteOf({ port, socket }: WireServer): Parameters<typeof tellRunning>[1] {
  return { pid: process.pid, host: "127.0.0.1", port, socket, demo: true, startedAt: "2026-01-02T02:04:00Z" };
}

function listen(stdin = ""): { io: Io; out: string[]; err: string[] } {
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    stdin: Readable.from([stdin]),
    stdout: (t: string) => void out.push(t),
    stderr: (t: string) => void err.push(t),
  };
  return { io, out, err };
}

test("say prints every reply and exits with 0 when it was done, 1 when refused or asked back about", async () => {
  const { data } = await place();
  const { io, out } = listen();
  expect(await say(["help", "--data", data, "--as", "sam"], io)).toBe(0);
  expect(await say(["forbidden", "--data", data], io)).toBe(1);
  expect(await say(["host status", "--data", data], io)).toBe(1);
  expect(out).toEqual(["you said help\n", "│ ⊘ refused  No policy allows it.\n", "Which host?\n"]);
});

test("say --json prints one document and nothing else", async () => {
  const { data } = await place();
  const { io, out, err } = listen();
  expect(await say(["what's", "up", "--data", data, "--json"], io)).toBe(0);
  expect(out.map((text) => JSON.parse(text))).toEqual([
    {
      person: "ana",
      room: "dm",
      text: "what's up",
      message: "m1",
      act: "run",
      outcome: "done",
      replies: [{ message: "re:m1", text: "you said what's up" }],
      entry: 2,
      entries: [2, 3],
    },
  ]);
  expect(err).toEqual([]);
});

test("what is said to a room and not to Wardroom is done without an answer", async () => {
  const { data, server } = await place();
  const { io, out, err } = listen();
  expect(await say(["good morning", "--room", "#soc", "--data", data], io)).toBe(0);
  expect(server.heard.map(({ room }) => room)).toEqual(["soc"]);
  expect(out).toEqual([]);
  expect(err.join("")).toContain("Said in #soc");
  await expect(say(["help", "--room", "#nowhere", "--data", data], io)).rejects.toMatchObject({ code: "no-such-room" });
});

test("being somebody whom the settings do not name is refused in a sentence", async () => {
  const { data } = await place();
  await expect(say(["help", "--as", "eve", "--data", data], listen().io)).rejects.toMatchObject({
    code: "unknown-person",
  });
});

test("explain prints what the server explains, as words and as a document", async () => {
  const { data, server } = await place();
  const { io, out } = listen();
  expect(await explain(["host status web-03", "--data", data], io)).toBe(0);
  expect(await explain(["host status web-03", "--data", data, "--json"], io)).toBe(0);
  expect(out[0]).toContain("│ ⊘ refused  `host status web-03` would be refused\n│ No policy allows it.\n");
  expect(JSON.parse(out[1] ?? "")).toMatchObject({ person: "ana", text: "host status web-03", act: "run" });
  expect(server.heard).toEqual([]);
});

test("a pipe sends a line after the other, each answered before the next, and fails when one failed", async () => {
  const { data, server } = await place();
  const { io, out } = listen("help\n\n/join #soc\nhello all\n/join\nhost status\nweb-03\n");
  expect(await chat(["--data", data], io)).toBe(0);
  expect(server.heard.map(({ room, text }) => `${room}: ${text}`)).toEqual([
    "dm: help",
    "soc: hello all",
    "dm: host status",
    "dm: web-03",
  ]);
  expect(out).toEqual(["you said help\n", "Which host?\n", "you said web-03\n"]);
  expect(await chat(["--data", data], listen("forbidden\nhelp\n").io)).toBe(1);
});

test("where no server runs one is started inside and stopped again, and two at once share it", async () => {
  const { data, server } = await place(false);
  let started = 0;
  let stopped = 0;
  const startServer = async (): Promise<Running> => {
    started++;
    await new Promise((resolve) => setTimeout(resolve, 100));
    await tellRunning(data, noteOf(server));
    return { server: noteOf(server), first: false, stop: async () => void stopped++ };
  };
  const { io, out } = listen();
  const codes = await Promise.all(["one", "two"].map((text) => say([text, "--data", data], io, { startServer })));
  expect(codes).toEqual([0, 0]);
  expect(out.toSorted()).toEqual(["you said one\n", "you said two\n"]);
  expect({ started, stopped }).toEqual({ started: 1, stopped: 1 });
  await expect(readFile(join(data, "starting"))).rejects.toMatchObject({ code: "ENOENT" });
});

test("a server that stops after it heard is left for another, and what was said is said to that one", async () => {
  const { data, server } = await place();
  // It stops in the middle of its work, and another has taken its place by then.
  const first = await openWireServer({
    people: { ana: "Ana" },
    rooms: [{ id: "dm", name: "Wardroom", kind: "direct" }],
    answer: () => {
      void tellRunning(data, noteOf(server)).then(first.close);
      return new Promise(() => {});
    },
  });
  await tellRunning(data, noteOf(first));
  const { io, out } = listen();
  expect(await say(["help", "--data", data], io)).toBe(0);
  expect(out).toEqual(["you said help\n"]);
  expect(first.heard.length + server.heard.length).toBe(2);
});

test("a server that died in between and a turn left over by a dead process do not keep a new one from starting", async () => {
  const { data, server } = await place(false);
  await tellRunning(data, { ...noteOf(server), socket: join(data, "nobody.sock") });
  expect(await findRunning(data)).toBeDefined();
  // The largest process id that Linux gives is 2^22 (proc(5), pid_max), so nobody has this one.
  await writeFile(join(data, "starting"), "4194305");
  const startServer = async (): Promise<Running> => ({ server: noteOf(server), first: false, stop: async () => {} });
  expect(await say(["help", "--data", data], listen().io, { startServer })).toBe(0);
});

test("up says where it is ready and how others join, serves until a signal, and starts no second one", async () => {
  const { data, server } = await place(false);
  let stopped = 0;
  const startServer = async (): Promise<Running> => {
    await tellRunning(data, noteOf(server));
    return { server: noteOf(server), first: true, stop: async () => void stopped++ };
  };
  const { io, out } = listen();
  const ended = up(["--demo", "--data", data, "--port", "0"], io, { startServer });
  await expect.poll(() => out.join("")).toContain(`Wardroom is ready on http://127.0.0.1:${server.port}.`);
  expect(out.join("")).toContain(`npx wardroom chat --as sam --data ${data}`);
  await expect(up(["--data", data], listen().io, { startServer })).rejects.toMatchObject({ code: "already-running" });
  expect(stopped).toBe(0);
  process.emit("SIGHUP");
  expect(await ended).toBe(0);
  expect(stopped).toBe(1);
});
