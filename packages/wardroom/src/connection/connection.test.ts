import { mkdtemp, writeFile } from "node:fs/promises";
import { connect, createServer, type Server, Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AnyConnection, defineConnection, inventory, memoryInventory, secret } from "@wardroom/sdk";
import { expect, onTestFinished, test, vi } from "vitest";
import { z } from "zod";
import { silentLog } from "../base/log.ts";
import { openBlanker } from "../secret/blank.ts";
import { requireSettings, type Snapshot } from "../settings/read.ts";
import { type ConnectionNeeds, openConnections } from "./connection.ts";

/** An outside system on loopback that lets in whoever says the right word, and tells the word to whoever does not. */
async function vault(word: string) {
  const sockets = new Set<Socket>();
  let opened = 0;
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
    socket.on("data", (line) => {
      const said = String(line).trim();
      if (said === word) opened++;
      socket.write(said === word ? "welcome\n" : `denied: your word was ${said}\n`);
    });
  });
  await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
  const stop = () =>
    new Promise<void>((done) => {
      for (const socket of sockets) socket.destroy();
      server.close(() => done());
    });
  onTestFinished(stop);
  return { port: (server.address() as { port: number }).port, sockets, opened: () => opened, stop };
}

interface Client {
  readonly socket: Socket;
}

function declare(more: Partial<Pick<AnyConnection, "limits">> = {}) {
  return defineConnection<
    Client,
    z.ZodObject<{ port: z.ZodInt; word: z.ZodType<string>; note: z.ZodOptional<z.ZodString> }>
  >({
    name: "vault",
    summary: "A vault",
    settings: z.strictObject({ port: z.int().min(1), word: secret(), note: z.string().optional() }),
    ...more,
    async open({ port, word }, { signal }) {
      const socket = connect({ port, host: "127.0.0.1", signal });
      socket.on("error", () => {});
      await new Promise<void>((done, fail) => socket.once("connect", done).once("error", fail));
      socket.write(word);
      const answer = await new Promise<string>((done) => socket.once("data", (line) => done(String(line))));
      if (answer.startsWith("welcome")) return { socket };
      socket.destroy();
      throw Object.assign(new Error(answer, { cause: { request: word } }), { code: `E_${word}` });
    },
    close: async ({ socket }) => void socket.destroy(),
    async check({ socket }) {
      if (socket.destroyed) throw new Error("the vault hung up");
      return "the vault answers";
    },
    memory: () => ({ socket: new Socket() }),
  });
}

async function bench(yaml: string, declared: readonly AnyConnection[], more: Partial<ConnectionNeeds> = {}) {
  const folder = await mkdtemp(join(tmpdir(), "connection-"));
  const file = join(folder, "wardroom.yaml");
  const blanker = openBlanker();
  const words = new Map<string, string>([["WORD", "canary-word"]]);
  let snapshot: Snapshot;
  const configure = async (text: string) => {
    await writeFile(file, text);
    snapshot = await requireSettings(file);
  };
  await configure(yaml);
  const connections = openConnections({
    snapshot: () => snapshot,
    declared: () => declared,
    resolve: async (reference) => {
      const value = words.get("env" in reference ? reference.env : "") ?? "";
      blanker.add(value);
      return value;
    },
    blank: blanker.blank,
    inventory: () => memoryInventory([{ name: "web-03" }]),
    log: silentLog(),
    lookMs: 60_000,
    ...more,
  });
  onTestFinished(() => connections.close());
  return { connections, configure, words };
}

const patient = new AbortController().signal;
const yamlOf = (port: number, more = "") => `connections:\n  vault: { port: ${port}, word: { env: WORD }${more} }\n`;

test("a connection opens at its first use, once for all, and closes at the end", async () => {
  const there = await vault("canary-word");
  const declared = declare();
  const { connections } = await bench(yamlOf(there.port), [declared]);
  expect(there.sockets.size).toBe(0);
  const lent = await Promise.all([1, 2, 3].map(() => connections.use(declared, patient)));
  expect(new Set(lent.map(({ client }) => client)).size).toBe(1);
  expect(there.opened()).toBe(1);
  for (const one of lent) one.release();
  await connections.close();
  await vi.waitFor(() => expect(there.sockets.size).toBe(0));
  await expect(connections.use(declared, patient)).rejects.toMatchObject({ code: "connection-closed" });
});

test("a canary secret does not appear in a connection's error, whatever its client put it in", async () => {
  const there = await vault("another word");
  const declared = declare();
  const { connections } = await bench(yamlOf(there.port), [declared]);
  const error = await connections.use(declared, patient).catch((caught) => caught);
  expect(error).toMatchObject({
    code: "connection-failed",
    say: "vault could not be reached: denied: your word was [blanked].",
  });
  const seen = [
    error.message,
    error.say,
    error.stack,
    String(error.cause),
    JSON.stringify(error),
    JSON.stringify(error.detail),
  ];
  for (const text of seen) expect(text).not.toContain("canary-word");
  for (const health of await connections.check(patient)) expect(health.say).not.toContain("canary-word");
});

test("what failed is not asked again at once, and is when a while has passed", async () => {
  const there = await vault("canary-word");
  await there.stop();
  const declared = declare();
  let now = 0;
  const open = vi.spyOn(declared, "open");
  const { connections } = await bench(yamlOf(there.port), [declared], { now: () => now });
  const fail = () => expect(connections.use(declared, patient)).rejects;
  await fail().toMatchObject({ code: "connection-failed", say: expect.stringMatching(/ECONNREFUSED/) });
  await fail().toMatchObject({ say: expect.stringContaining("tried again in 1 s") });
  expect(open).toHaveBeenCalledTimes(1);
  now += 1001;
  await fail().toMatchObject({ code: "connection-failed" });
  expect(open).toHaveBeenCalledTimes(2);
  await fail().toMatchObject({ say: expect.stringContaining("tried again in 2 s") });
});

test("other settings open it anew, while who uses the old client keeps it to the end", async () => {
  const [first, second] = [await vault("canary-word"), await vault("canary-word")];
  const declared = declare();
  const { connections, configure } = await bench(yamlOf(first.port), [declared]);
  const old = await connections.use(declared, patient);
  await configure(yamlOf(second.port));
  const fresh = await connections.use(declared, patient);
  expect(fresh.client).not.toBe(old.client);
  expect((old.client as Client).socket.destroyed).toBe(false);
  old.release();
  await vi.waitFor(() => expect(first.sockets.size).toBe(0));
  expect((fresh.client as Client).socket.destroyed).toBe(false);
});

test("settings that changed elsewhere leave an open client alone", async () => {
  const there = await vault("canary-word");
  const declared = declare();
  const { connections, configure } = await bench(yamlOf(there.port), [declared]);
  (await connections.use(declared, patient)).release();
  await configure(`site: { name: Other }\n${yamlOf(there.port)}`);
  (await connections.use(declared, patient)).release();
  expect(there.opened()).toBe(1);
});

test("a secret that was set anew opens the connection anew", async () => {
  const there = await vault("canary-word");
  const declared = declare();
  const { connections, words } = await bench(yamlOf(there.port), [declared]);
  (await connections.use(declared, patient)).release();
  await connections.look();
  expect(there.sockets.size).toBe(1);
  words.set("WORD", "second-canary");
  await connections.look();
  await vi.waitFor(() => expect(there.sockets.size).toBe(0));
  await expect(connections.use(declared, patient)).rejects.toMatchObject({ say: expect.stringContaining("[blanked]") });
});

test("settings that its schema refuses are told with their line, and no secret was looked at for it", async () => {
  const declared = declare();
  const { connections, words } = await bench("connections:\n  vault:\n    prot: 5\n    word: hunter2\n", [declared]);
  words.clear();
  const says = (await connections.problems()).map(({ line, column, say }) => `${line}:${column} ${say}`);
  expect(says).toEqual([
    "3:5 `port` is missing: a number.",
    "4:11 `word` must be where the secret is: { env: NAME }, { file: PATH } or { secret: NAME }.",
    "3:5 Nothing is called `prot` here. Did you mean `port`?",
  ]);
  await expect(connections.use(declared, patient)).rejects.toMatchObject({
    code: "connection-settings-wrong",
    say: expect.stringMatching(/`port` is missing.*line 3:5/),
  });
});

test("a reference where no secret belongs is wrong, and gives nothing away", async () => {
  const { connections, words } = await bench(
    "connections:\n  vault: { port: 1, word: { env: WORD }, note: { env: PATH } }\n",
    [declare()],
  );
  const asked = vi.spyOn(words, "get");
  expect((await connections.problems()).map(({ say }) => say)).toEqual(["`note` must be a text."]);
  expect(asked).not.toHaveBeenCalled();
});

test("a connection without an entry opens with nothing if that is enough for it", async () => {
  const plain = defineConnection({
    name: "plain",
    summary: "Needs nothing",
    settings: z.object({ size: z.int().default(7) }),
    open: async ({ size }) => ({ size }),
    check: async () => "there",
    memory: () => ({ size: 1 }),
  });
  const declared = declare();
  const { connections } = await bench("", [plain, declared]);
  expect((await connections.use(plain, patient)).client).toEqual({ size: 7 });
  await expect(connections.use(declared, patient)).rejects.toMatchObject({ code: "connection-settings-wrong" });
  expect(await connections.problems()).toEqual([]);
});

test("a plugin gets no other's client by its name", async () => {
  const there = await vault("canary-word");
  const [real, impostor] = [declare(), declare()];
  const { connections } = await bench(yamlOf(there.port), [real]);
  await expect(connections.use(impostor, patient)).rejects.toMatchObject({ code: "connection-not-declared" });
  const { connections: both } = await bench(yamlOf(there.port), [real, impostor]);
  await expect(both.use(real, patient)).rejects.toMatchObject({ code: "connection-twice" });
  expect(there.opened()).toBe(0);
});

test("the inventory is Wardroom's own", async () => {
  const { connections } = await bench("", [inventory]);
  const { client } = await connections.use(inventory, patient);
  expect((client as ReturnType<typeof memoryInventory>).find("WEB-03")?.name).toBe("web-03");
  expect(await connections.check(patient)).toEqual([]);
});

test("limits hold, the settings' before the connection's own, and a cancelled call leaves the line", async () => {
  const there = await vault("canary-word");
  const declared = declare({ limits: { parallel: 5 } });
  const { connections } = await bench(yamlOf(there.port, ", limits: { parallel: 1 }"), [declared]);
  const first = await connections.use(declared, patient);
  const impatient = new AbortController();
  const second = connections.use(declared, impatient.signal);
  impatient.abort(new Error("cancelled"));
  await expect(second).rejects.toThrow("cancelled");
  const third = connections.use(declared, patient);
  first.release();
  (await third).release();
});

test("a call cancelled while its connection opens does not close it for others", async () => {
  const asked = Promise.withResolvers<void>();
  const answer = Promise.withResolvers<string>();
  const slow = defineConnection({
    name: "slow",
    summary: "Slow",
    settings: z.object({}),
    open() {
      asked.resolve();
      return answer.promise;
    },
    check: async () => "there",
    memory: () => "",
  });
  const { connections } = await bench("", [slow]);
  const impatient = new AbortController();
  const given = connections.use(slow, impatient.signal);
  const other = connections.use(slow, patient);
  await asked.promise;
  impatient.abort(new Error("cancelled"));
  await expect(given).rejects.toThrow("cancelled");
  answer.resolve("open");
  expect((await other).client).toBe("open");
});

test("what fails its check is opened anew by the next", async () => {
  const there = await vault("canary-word");
  const declared = declare();
  const { connections } = await bench(yamlOf(there.port), [declared]);
  expect(await connections.check(patient)).toMatchObject([{ name: "vault", ok: true, say: "the vault answers" }]);
  for (const socket of there.sockets) socket.destroy();
  await vi.waitFor(() => expect(there.sockets.size).toBe(0));
  expect(await connections.check(patient)).toMatchObject([
    { ok: false, say: "vault could not be reached: the vault hung up." },
  ]);
  expect(await connections.check(patient)).toMatchObject([{ ok: true }]);
  expect(there.opened()).toBe(2);
});
