import { createServer } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Answer } from "./answer.ts";
import { openPool } from "./pool.ts";
import type { SshSettings } from "./ssh-settings.ts";
import { freePort, haveSshd, type Sshd, startSshd } from "./sshd.fixture.ts";
import type { Ssh, SshTarget } from "./target.ts";

const never = new AbortController().signal;

describe.skipIf(!haveSshd())("against a real OpenSSH server", () => {
  let sshd: Sshd;
  let pool: Ssh;
  let settings: SshSettings;
  beforeAll(async () => {
    sshd = await startSshd();
    settings = {
      keys: {
        web: { privateKey: sshd.privateKey },
        stranger: { privateKey: sshd.strangerKey },
        junk: { privateKey: "-----BEGIN" },
      },
      connectTimeoutSeconds: 3,
      keepaliveSeconds: 15,
      idleSeconds: 60,
    };
    pool = openPool(settings);
  });
  afterAll(async () => {
    await pool.close();
    await sshd.stop();
  });
  const target = (change: Partial<SshTarget> = {}): SshTarget => ({
    name: "web-03",
    address: "127.0.0.1",
    port: sshd.port,
    user: sshd.user,
    key: "web",
    hostKey: sshd.hostKey,
    ...change,
  });
  const run = (change: Partial<SshTarget>, script = "echo hello", deadlineMs = 25_000): Promise<Answer> =>
    pool.run(target(change), script, { signal: never, deadlineMs });

  test("a script runs in a shell there, and many askers share one connection", async () => {
    const answers = await Promise.all(Array.from({ length: 8 }, (_, i) => run({}, `echo "it is ${i}"; id -u`)));
    expect(answers).toEqual(
      answers.map((_, i) =>
        expect.objectContaining({ kind: "ran", whole: true, output: `it is ${i}\n${process.getuid?.()}\n` }),
      ),
    );
    expect(pool.open()).toBe(1);
  });

  test("another host key than the inventory's is a clear refusal, and nothing of ours is sent", async () => {
    const answer = await run({ hostKey: sshd.otherHostKey });
    expect(answer).toMatchObject({ kind: "not-reached", code: "host-key" });
    expect(answer).toHaveProperty(
      "say",
      expect.stringMatching(/another host key \(SHA256:\S+\) than the inventory has \(SHA256:\S+\)\. Nothing was sent/),
    );
    const rsa = "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAAAgQC7";
    expect(await run({ hostKey: rsa })).toMatchObject({ code: "host-key" });
  });

  test("a key that the machine does not know, that is not in the settings or is none, is told as such", async () => {
    expect(await run({ key: "stranger" })).toMatchObject({ code: "log-in" });
    expect(await run({ key: "db" })).toMatchObject({
      code: "no-key",
      say: expect.stringContaining("connections.ssh.keys"),
    });
    const junk = await run({ key: "junk" });
    expect(junk).toMatchObject({ code: "no-key" });
    expect(JSON.stringify(junk)).not.toContain("BEGIN");
    expect(await run({ hostKey: "ssh-ed25519 nonsense" })).toMatchObject({ code: "no-key" });
  });

  test("what a slow machine has said by the deadline is the answer", async () => {
    const began = Date.now();
    expect(await run({}, "echo first; sleep 60; echo last", 2500)).toMatchObject({
      kind: "ran",
      whole: false,
      output: "first\n",
    });
    expect(Date.now() - began).toBeLessThan(20_000);
  });

  test("a machine that prints without end is cut off", async () => {
    const answer = await run({}, "yes wardroom", 20_000);
    expect(answer).toMatchObject({ kind: "ran", whole: false });
    expect(answer.kind === "ran" && answer.output.length).toBeLessThan(10_000_000);
  });

  test("who calls it off gets an answer at once", async () => {
    const controller = new AbortController();
    const answer = pool.run(target(), "sleep 30", { signal: controller.signal, deadlineMs: 20_000 });
    await sleep(300);
    const began = Date.now();
    controller.abort();
    await answer;
    expect(Date.now() - began).toBeLessThan(2000);
  });

  test("an unused connection is closed after its time, and the next question opens another", async () => {
    const short = openPool({ ...settings, idleSeconds: 0.2 });
    const ask = () => short.run(target(), "echo x", { signal: never, deadlineMs: 5000 });
    expect(await ask()).toMatchObject({ kind: "ran" });
    expect(short.open()).toBe(1);
    await expect.poll(() => short.open(), { timeout: 5000 }).toBe(0);
    expect(await ask()).toMatchObject({ kind: "ran" });
    await short.close();
    await expect.poll(() => short.open()).toBe(0);
  });

  test("a server that goes away is an answer, and it is found again when it comes back", async () => {
    const other = await startSshd();
    const own = openPool({ ...settings, keys: { web: { privateKey: other.privateKey } } });
    const to = target({ port: other.port, hostKey: other.hostKey });
    // The session's own process lives on when the server is stopped, so the script ends it from inside.
    const gone = await own.run(to, "kill -9 $PPID; sleep 5", { signal: never, deadlineMs: 8000 });
    expect(gone.kind === "not-reached" || (gone.kind === "ran" && gone.output === "")).toBe(true);
    expect(await own.run(to, "echo back", { signal: never, deadlineMs: 8000 })).toMatchObject({ output: "back\n" });
    await own.close();
    await other.stop();
  });
});

describe("without a server", () => {
  const settings: SshSettings = { keys: {}, connectTimeoutSeconds: 1, keepaliveSeconds: 15, idleSeconds: 1 };
  const privateKey = `-----BEGIN OPENSSH PRIVATE KEY-----
b3BlbnNzaC1rZXktdjEAAAAABG5vbmUAAAAEbm9uZQAAAAAAAAABAAAAMwAAAAtzc2gtZW
QyNTUxOQAAACDM+YzOMTT6UGi0usVAdnW2FXZqtnuW18Qq8Wl93ZoZuQAAAJC2/O1Ztvzt
WQAAAAtzc2gtZWQyNTUxOQAAACDM+YzOMTT6UGi0usVAdnW2FXZqtnuW18Qq8Wl93ZoZuQ
AAAEAtzADYIo5uSZUs+cKSu7IVUyDJxORGWK/MF8GbpNsgY8z5jM4xNPpQaLS6xUB2dbYV
dmq2e5bXxCrxaX3dmhm5AAAACmZvciBhIHRlc3QBAgM=
-----END OPENSSH PRIVATE KEY-----
`;
  const hostKey = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIMz5jM4xNPpQaLS6xUB2dbYVdmq2e5bXxCrxaX3dmhm5";
  const ask = (port: number) =>
    openPool({ ...settings, keys: { web: { privateKey } } }).run(
      { name: "web-03", address: "127.0.0.1", port, user: "x", key: "web", hostKey },
      "echo x",
      { signal: never, deadlineMs: 5000 },
    );

  test("a port where nobody listens is told from a machine that does not answer", async () => {
    expect(await ask(await freePort())).toMatchObject({
      code: "no-answer",
      say: expect.stringContaining("refuses connections"),
    });
  });

  test("a server that never speaks is given up after the connect time", async () => {
    const mute = createServer(() => {}).listen(0, "127.0.0.1");
    await new Promise((resolve) => mute.once("listening", resolve));
    const { port } = mute.address() as { port: number };
    const began = Date.now();
    expect(await ask(port)).toMatchObject({ code: "no-answer", say: expect.stringContaining("within 1 s") });
    expect(Date.now() - began).toBeLessThan(4000);
    mute.close();
  });

  test("a server that speaks something else is an answer", async () => {
    const web = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n")).listen(0, "127.0.0.1");
    await new Promise((resolve) => web.once("listening", resolve));
    expect(await ask((web.address() as { port: number }).port)).toMatchObject({ kind: "not-reached" });
    web.close();
  });
});
