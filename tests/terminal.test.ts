import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Answering, openWireServer, type WireServer } from "@wardroom/testkit/wire-server";
import { afterEach, describe, expect, test } from "vitest";
import { hasPty, openPty, type Pty, type PtySettings } from "./pty.ts";

/** The terminal room as a person has it: the real program, on a real pseudo-terminal, at a server that keeps what it is told. */

const program = fileURLToPath(new URL("../packages/wardroom/bin/wardroom.js", import.meta.url));
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const echo: Answering = ({ text }, reply) => {
  reply.say({ text: `you said ${text}` });
  return { act: "run", outcome: "done" };
};

async function serve(answer: Answering = echo): Promise<{ data: string; server: WireServer }> {
  const data = await mkdtemp(join(tmpdir(), "room-"));
  const server = await openWireServer({
    people: { ana: "Ana", sam: "Sam" },
    rooms: [
      { id: "dm", name: "Wardroom", kind: "direct" },
      { id: "soc", name: "#soc", kind: "channel", topic: "Security operations" },
      { id: "it-ops", name: "#it-ops", kind: "channel" },
    ],
    answer,
    reply: (frame) => {
      if (frame.type !== "complete") return null;
      const words = ["host status", "host ports", "help"].filter((word) => word.startsWith(frame.text));
      return { from: 0, choices: words.map((text) => ({ text, summary: `about ${text}` })) };
    },
  });
  const { port, socket } = server;
  const told = { pid: process.pid, host: "127.0.0.1", port, socket, demo: true, startedAt: new Date().toISOString() };
  await writeFile(join(data, "server.json"), JSON.stringify(told));
  closing.push(() => rm(data, { recursive: true, force: true }), server.close);
  return { data, server };
}

async function sit(data: string, settings: PtySettings & { as?: string; room?: string } = {}): Promise<Pty> {
  const { as = "ana", room, ...pty } = settings;
  const args = ["chat", "--data", data, "--as", as, ...(room === undefined ? [] : ["--room", room])];
  const opened = await openPty([process.execPath, program, ...args], { ...pty, env: { TZ: "UTC", ...pty.env } });
  closing.push(opened.close);
  await opened.sees(/\S ›$/, 20_000);
  return opened;
}

describe.skipIf(!(await hasPty()))("the terminal room", () => {
  test("welcomes a newcomer with things to try, answers, and leaves at ctrl-d", async () => {
    const { data } = await serve();
    const ana = await sit(data);
    await ana.sees("Three things to try:");
    await ana.sees("ana Wardroom ›");
    await ana.type("help");
    await ana.press("Enter");
    await ana.sees(/\d\d:\d\d Ana {2}help\n\d\d:\d\d Wardroom {2}you said help\nana Wardroom ›/);
    expect((await ana.whole()).match(/›/g)).toHaveLength(1);
    await ana.press("C-d");
    expect(await ana.ended()).toBe(0);
  });

  test("edits a line in the middle, recalls and keeps what was typed, for its owner alone", async () => {
    const { data, server } = await serve();
    const ana = await sit(data);
    await ana.type("hst status web-03");
    await ana.press("Home", "Right");
    await ana.type("o");
    await ana.press("End");
    await ana.type("日本é👍x");
    await ana.press("Left", "BSpace", "BSpace", "Enter");
    await ana.sees("you said host status web-03日本x");
    await ana.press("Up", "C-w");
    await ana.type("web-04");
    await ana.press("Enter");
    await expect.poll(() => server.heard.at(-1)?.text).toBe("host status web-04");
    await ana.press("C-d");
    await ana.ended();
    const kept = join(data, "terminal", "history-ana");
    expect((await stat(kept)).mode & 0o777).toBe(0o600);
    expect((await readFile(kept, "utf8")).split("\n").slice(0, 2)).toEqual([
      '"host status web-03日本x"',
      '"host status web-04"',
    ]);
    const again = await sit(data);
    await again.press("Up");
    await again.sees("› host status web-04");
  });

  test("what others say comes above the line being typed, which stays whole with its cursor", async () => {
    const { data, server } = await serve();
    const ana = await sit(data, { room: "#soc" });
    await ana.sees("── #soc · Security operations ──");
    await ana.type("host status");
    await ana.press("Left", "Left");
    server.post("sam", "soc", { kind: "message", text: "mail is slow" });
    server.post("sam", "soc", { kind: "message", text: "\x1b[2J\x1b]0;owned\x07 and \u202eodd" });
    await ana.sees(/Sam {2}mail is slow\n.*Sam {2}␛\[2J␛\]0;owned␇ and \[U\+202E\]odd\nana #soc › host status$/);
    await ana.type("X");
    await ana.sees("› host statXus");
    expect((await ana.cursor()).column).toBe("ana #soc › host statX".length);
  });

  test("a running command is drawn in place until its answer comes, and an edit later says so", async () => {
    const over = Promise.withResolvers<void>();
    const { data, server } = await serve(async (_said, reply) => {
      const id = reply.say({ card: { state: "running", blocks: [{ kind: "progress", text: "host status" }] } });
      reply.progress("asking 3 hosts", 0.5);
      await over.promise;
      reply.edit(id, { card: { title: "web-03 is up", state: "done", blocks: [] } });
      return { act: "run", outcome: "done" };
    });
    const ana = await sit(data);
    await ana.type("host status");
    await ana.press("Enter");
    await ana.sees("◐ asking 3 hosts  ██████████░░░░░░░░░░  50 %");
    over.resolve();
    const shown = await ana.sees(/✓ done {2}web-03 is up\nana Wardroom ›$/);
    expect(shown).not.toContain("◐");
    const reply = server.events.find(({ by }) => by.kind === "bot");
    server.post("bot", "dm", { kind: "edit", text: "web-03 is down" }, reply?.message);
    await ana.sees("Wardroom (now)  web-03 is down");
  });

  test("a number presses the button of the latest card, and one to confirm asks first", async () => {
    const { data, server } = await serve();
    server.post("bot", "soc", {
      kind: "message",
      card: {
        title: "One disk is nearly full",
        severity: "medium",
        blocks: [],
        actions: [
          { label: "Disk details", says: "disk web-03" },
          { label: "Clean", says: "disk clean web-03", confirm: "This deletes temporary files on web-03." },
        ],
      },
    });
    const ana = await sit(data, { room: "soc" });
    await ana.sees("[1] Disk details  [2] Clean");
    await ana.type("1");
    await ana.press("Enter");
    await ana.sees("you said disk web-03");
    await ana.type("2");
    await ana.press("Enter");
    await ana.sees("This deletes temporary files on web-03. Type y to go on");
    await ana.type("n");
    await ana.press("Enter");
    await ana.sees("Left as it is.");
    await ana.type("2");
    await ana.press("Enter");
    await ana.type("y");
    await ana.press("Enter");
    await ana.sees("you said disk clean web-03");
    await ana.type("7");
    await ana.press("Enter");
    await ana.sees("you said 7");
    expect(server.heard.map(({ text }) => text)).toEqual(["disk web-03", "disk clean web-03", "7"]);
  });

  test("a pasted text with line breaks is one message, and a long one can be edited", async () => {
    const { data, server } = await serve();
    const ana = await sit(data, { columns: 40, rows: 10 });
    const words = Array.from({ length: 60 }, (_, i) => `word${i}`).join(" ");
    await ana.paste(`check this:\n1.2.3.4\n${words}`);
    await ana.sees("word59");
    await ana.type("!");
    await ana.press("Enter");
    await expect.poll(() => server.heard[0]?.text).toBe(`check this:\n1.2.3.4\n${words}!`);
    await ana.sees(/ana Wardroom ›$/);
  });

  test("tab completes from the server, lists what is left, and knows rooms and local commands", async () => {
    const { data } = await serve();
    const ana = await sit(data);
    await ana.type("ho");
    await ana.press("Tab");
    await ana.sees("› host");
    await ana.press("Tab");
    await ana.sees(/host status {2}about host status\nhost ports {3}about host ports\n/);
    await ana.type("s");
    await ana.press("Tab");
    await ana.sees("› host status");
    await ana.press("C-u");
    await ana.type("/jo");
    await ana.press("Tab");
    await ana.type("#it");
    await ana.press("Tab", "Enter");
    await ana.sees("ana #it-ops ›");
  });

  test("goes between rooms, counts what is unread, and shows on entering what was said there", async () => {
    const { data, server } = await serve();
    const ana = await sit(data);
    server.post("sam", "soc", { kind: "message", text: "who is on call?" });
    await ana.sees("ana Wardroom (1 in #soc) ›");
    await ana.type("/rooms");
    await ana.press("Enter");
    await ana.sees("#soc  Security operations · 1 unread");
    await ana.type("/join #soc");
    await ana.press("Enter");
    await ana.sees(/── #soc · .*\n.*Sam {2}who is on call\?\nana #soc ›/);
    await ana.type("/who");
    await ana.press("Enter");
    await ana.sees("You are Ana (ana). Spoken here: Sam.");
    await ana.type("/join #nowhere");
    await ana.press("Enter");
    await ana.sees("You are in no room called #nowhere. Yours are #soc, #it-ops");
  });

  test("ctrl-c clears what is typed and then leaves, and the terminal is given back as it was", async () => {
    const { data } = await serve();
    const shell = await openPty(["bash", "--norc", "--noprofile"], { env: { PS1: "$ ", TZ: "UTC" } });
    closing.push(shell.close);
    await shell.type(`${process.execPath} ${program} chat --data ${data} --as ana`);
    await shell.press("Enter");
    await shell.sees("ana Wardroom ›", 20_000);
    await shell.type("nonsense");
    await shell.press("C-c");
    await shell.sees(/ana Wardroom ›$/);
    await shell.press("C-c");
    await shell.sees(/\$$/);
    await shell.type("stty -a | grep -o ' icanon' && echo back");
    await shell.press("Enter");
    await shell.sees(/ icanon\nback/);
  });

  test("ctrl-z gives the shell back, and fg the room", async () => {
    const { data, server } = await serve();
    const shell = await openPty(["bash", "--norc", "--noprofile", "-i"], { env: { PS1: "$ ", TZ: "UTC" } });
    closing.push(shell.close);
    await shell.type(`${process.execPath} ${program} chat --data ${data} --as ana`);
    await shell.press("Enter");
    await shell.sees("ana Wardroom ›", 20_000);
    await shell.type("half a li");
    await shell.press("C-z");
    await shell.sees(/Stopped[^$]*\n\$$/);
    server.post("sam", "dm", { kind: "message", text: "meanwhile" });
    await shell.type("fg");
    await shell.press("Enter");
    await shell.sees(/Sam {2}meanwhile\nana Wardroom › half a li$/);
    await shell.type("ne");
    await shell.press("Enter");
    await shell.sees("you said half a line");
  });

  test("colour helps where it may, and is left away where NO_COLOR says so", async () => {
    const { data } = await serve();
    const ana = await sit(data);
    expect(await ana.painted()).toContain("\x1b[");
    const plain = await sit(data, { env: { NO_COLOR: "1" } });
    expect(await plain.painted()).not.toContain("\x1b[");
  });

  test("a narrower or wider terminal keeps the conversation and the line", async () => {
    const { data, server } = await serve();
    const ana = await sit(data, { room: "soc" });
    server.post("sam", "soc", { kind: "message", text: "one" });
    await ana.sees("Sam  one");
    await ana.type(`look at ${"x".repeat(50)} end`);
    await ana.sees("end");
    await ana.resize(40, 20);
    await ana.sees(/ana #soc › look at x+\nx+ end$/);
    server.post("sam", "soc", { kind: "message", text: "two" });
    const narrow = await ana.sees(/Sam {2}two\nana #soc › look at x+\nx+ end$/);
    expect(narrow.match(/look at/g)).toHaveLength(1);
    expect(narrow).toContain("Sam  one");
    await ana.resize(100, 24);
    await ana.sees(/ana #soc › look at x{50} end$/);
    server.post("sam", "soc", { kind: "message", text: "three" });
    const wide = await ana.sees(/Sam {2}three\nana #soc › look at x{50} end$/);
    expect(wide.match(/look at/g)).toHaveLength(1);
    expect(wide).toContain("Sam  one");
  });

  test("a server that went away is waited for, and what was said meanwhile is heard once", async () => {
    const { data, server } = await serve();
    const ana = await sit(data);
    await ana.type("before");
    await ana.press("Enter");
    await ana.sees("you said before");
    server.cutAfterHearing();
    await ana.type("during");
    await ana.press("Enter");
    const shown = await ana.sees(/Wardroom {2}you said during\nana Wardroom ›$/);
    expect(shown.match(/Ana {2}during/g)).toHaveLength(1);
    expect(server.heard.map(({ text }) => text)).toEqual(["before", "during"]);
  });

  test("on a terminal that can only print, lines go in and answers come out", async () => {
    const { data, server } = await serve();
    const args = ["chat", "--data", data, "--as", "ana", "--room", "soc"];
    const plain = await openPty([process.execPath, program, ...args], { env: { TERM: "dumb" } });
    closing.push(plain.close);
    await plain.type("help");
    await plain.press("Enter");
    await plain.sees("Wardroom  you said help", 20_000);
    server.post("sam", "soc", { kind: "message", text: "morning" });
    await plain.sees("Sam  morning");
    expect(await plain.painted()).not.toContain("\x1b");
    await plain.press("C-d");
    expect(await plain.ended()).toBe(0);
  });

  test("a thousand messages at once leave the prompt whole and lose none", async () => {
    const { data, server } = await serve();
    const ana = await sit(data, { room: "soc" });
    await ana.type("still here");
    for (let i = 1; i <= 1000; i++) server.post("sam", "soc", { kind: "message", text: `message ${i}` });
    await ana.sees(/message 1000\nana #soc › still here$/, 15_000);
    const whole = await ana.whole();
    expect(whole.match(/Sam {2}message \d+$/gm)).toHaveLength(1000);
    expect(whole.match(/still here/g)).toHaveLength(1);
  });
});
