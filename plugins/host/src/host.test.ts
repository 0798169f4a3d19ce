import { execFileSync } from "node:child_process";
import { loadavg } from "node:os";
import {
  type AnyCall,
  type Card,
  type Command,
  cardSchema,
  type Inventory,
  inventory,
  memoryInventory,
  type Said,
} from "@wardroom/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { nearNames } from "./command/near.ts";
import { hostPlugin } from "./host.ts";
import { lookFromOutside } from "./reach/outside.ts";
import { openPool } from "./reach/pool.ts";
import { memorySsh, ssh } from "./reach/ssh.ts";
import { freePort, haveSshd, type Sshd, startSshd } from "./reach/sshd.fixture.ts";
import type { Ssh } from "./reach/target.ts";

async function ask(
  name: string,
  args: object,
  { hosts = inventory.memory(), over = ssh.memory() }: { hosts?: Inventory; over?: Ssh } = {},
): Promise<{ said: Said; text: string; card: Card }> {
  const command = hostPlugin.commands.find((one) => one.name === name) as Command;
  const call = {
    args: command.args.parse(args),
    use: { inventory: hosts, ssh: over },
    signal: new AbortController().signal,
    progress: () => {},
  } as unknown as AnyCall;
  const answer = await command.run(call);
  const said = typeof answer === "string" ? { say: answer } : answer;
  const card = said.card ?? {};
  cardSchema.parse(card);
  return { said, card, text: JSON.stringify(said) };
}

const fieldOf = (card: Card, label: string) =>
  card.blocks?.flatMap((block) => (block.kind === "fields" ? block.fields : [])).find((field) => field.label === label)
    ?.value;

describe("of this very machine", () => {
  test("the status card has its true load and disk, at most ten facts, and ways on", async () => {
    const { card } = await ask("host status", { host: "localhost" });
    const before =
      execFileSync("df", ["-P", "-k", "/"], { encoding: "utf8" }).trim().split("\n").at(-1)?.split(/\s+/) ?? [];
    expect(card.title).toMatch(/^localhost is up/);
    const [one, , fifteen] = (fieldOf(card, "Load") ?? "").split(" ").map(Number);
    // Load drifts while the probe runs; over 15 minutes hardly.
    expect(Math.abs((fifteen as number) - (loadavg()[2] as number))).toBeLessThan(1);
    expect(one).toBeGreaterThanOrEqual(0);
    const shares = execFileSync("nproc", { encoding: "utf8" }).trim();
    expect(fieldOf(card, "Load")).toMatch(/on \d+ processors?$/);
    expect(Number(shares)).toBeGreaterThan(0);
    const { card: disks } = await ask(
      "host disks",
      { host: "127.0.0.1" },
      { hosts: memoryInventory([{ name: "localhost", addresses: ["127.0.0.1"], reach: "local" }]) },
    );
    const table = disks.blocks?.find((block) => block.kind === "table");
    const root = table?.rows.find(([mount]) => mount === "/");
    const [source, , used, available] = before;
    const share = Number(used) / (Number(used) + Number(available));
    expect(root?.[5]).toBe(source);
    expect(Math.abs(Number.parseInt(String(root?.[1]), 10) - share * 100)).toBeLessThan(1.5);
    const fields = card.blocks?.flatMap((block) => (block.kind === "fields" ? block.fields : [])) ?? [];
    expect(fields.length).toBeLessThanOrEqual(10);
    expect(card.actions?.length).toBe(3);
    expect(card.foot).toContain(execFileSync("uname", ["-r"], { encoding: "utf8" }).trim());
  });

  test("every command answers about it, and says what it cannot read", { timeout: 90_000 }, async () => {
    for (const { name } of hostPlugin.commands.filter((one) => "host" in one.args.shape)) {
      const { said } = await ask(name, { host: "localhost" });
      expect([name, said.failed ?? false, (said.card?.title ?? "").startsWith("localhost")]).toEqual([
        name,
        false,
        true,
      ]);
    }
  });

  test("a port that somebody opens is found", async () => {
    const { createServer } = await import("node:net");
    const server = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as { port: number };
    expect((await ask("host ports", { host: "localhost" })).text).toContain(`"${port}/tcp","127.0.0.1"`);
    server.close();
  });
});

describe.skipIf(!haveSshd())("of a machine over SSH", () => {
  let sshd: Sshd;
  let over: Ssh;
  beforeAll(async () => {
    sshd = await startSshd();
    over = openPool({
      keys: { web: { privateKey: sshd.privateKey } },
      connectTimeoutSeconds: 5,
      keepaliveSeconds: 15,
      idleSeconds: 5,
    });
  });
  afterAll(async () => {
    await over.close();
    await sshd.stop();
  });
  const site = (change: object = {}) =>
    memoryInventory([
      {
        name: "web-03",
        addresses: ["127.0.0.1"],
        reach: { ssh: { port: sshd.port, user: sshd.user, key: "web", hostKey: sshd.hostKey, ...change } },
      },
    ]);

  test("the same facts come over SSH as from the machine itself", { timeout: 90_000 }, async () => {
    const [far, near] = [
      await ask("host status", { host: "web-03" }, { hosts: site(), over }),
      await ask("host status", { host: "localhost" }),
    ];
    expect(far.card.title).toMatch(/^web-03 is up/);
    expect(fieldOf(far.card, "Reached")).toBe(`over SSH as ${sshd.user}`);
    for (const label of ["Memory", "Failed services", "Logged in"])
      expect(fieldOf(far.card, label)?.replace(/[\d.]+ (?=.iB of)/, "")).toBe(
        fieldOf(near.card, label)?.replace(/[\d.]+ (?=.iB of)/, ""),
      );
    expect((await ask("host ports", { host: "web-03" }, { hosts: site(), over })).text).toContain(`${sshd.port}/tcp`);
  });

  test("a wrong host key is a loud refusal and no answer of the machine", async () => {
    const { said, card } = await ask(
      "host status",
      { host: "web-03" },
      { hosts: site({ hostKey: sshd.otherHostKey }), over },
    );
    expect(said.failed).toBe(true);
    expect(card).toMatchObject({
      title: "web-03 is not who it should be",
      severity: "critical",
      foot: "Nothing was run there.",
    });
  });

  test("a dead machine is said to be dead", async () => {
    const { card, text } = await ask(
      "host disks",
      { host: "web-03" },
      { hosts: site({ port: await freePort() }), over },
    );
    expect(card.title).toBe("web-03 was not reached");
    expect(text).toContain("no SSH server listens there");
  });
});

describe("of a machine in trouble", () => {
  const site = memoryInventory([
    {
      name: "db-01",
      addresses: ["192.0.2.7"],
      reach: { ssh: { user: "wardroom", key: "db", hostKey: "ssh-ed25519 AAAA" } },
    },
  ]);
  /** A machine that answers each section with these lines. */
  const machine = (parts: Record<string, string>) => (script: string) => {
    const mark = / begin %s\\n' ([0-9a-f]+) /.exec(script)?.[1];
    const asked = [...script.matchAll(/ begin %s\\n' [0-9a-f]+ (\w+)/g)].map(([, name]) => name as string);
    return asked
      .map((name) => `\n${mark} begin ${name}\n${parts[name] ?? `${mark} note unreadable`}\n${mark} end ${name}\n`)
      .join("");
  };
  const system = "db-01\nLinux 6.1\n1795496932 +0000\n1000\n86400.5\nDebian";
  const trouble = {
    system,
    load: "9.00 8.50 4.00 3/100 1\n2",
    memory: "MemTotal: 1000000 kB\nMemAvailable: 90000 kB\nSwapTotal: 0 kB\nSwapFree: 0 kB",
    disks: "/dev/sda1 1000 980 20 98% /\n/dev/sdb1 1000 100 900 10% /data\n--\n",
    services: "postgresql.service loaded failed failed PostgreSQL",
    updates: "1795400000\n--\nlibssl3/stable-security 2 amd64 [upgradable from: 1]",
  };

  test("the worst comes first in the sentence and in the ways on, and what is not readable is said", async () => {
    const over = memorySsh({ "db-01": machine(trouble) });
    const { card, text } = await ask("host status", { host: "DB-01" }, { hosts: site, over });
    expect(card.title).toBe("db-01 is up, but / is 98 % full and more work than it can do");
    expect(card.severity).toBe("high");
    expect(card.actions).toEqual([
      { label: "Disks", says: "host disks db-01" },
      { label: "Services", says: "host services db-01" },
      { label: "Updates", says: "host updates db-01" },
    ]);
    expect(fieldOf(card, "Failed services")).toBe("postgresql.service");
    expect(fieldOf(card, "Updates")).toBe("1 pending, 1 for security; lists of 2026-11-23 02:13 UTC");
    expect(fieldOf(card, "Failed log-ins")).toBe("not readable without root");
    expect(text).toContain("Up");
    expect(fieldOf(card, "Up")).toBe("1 day");
  });

  test("a flood of failed log-ins is told by where it comes from", async () => {
    const lines = Array.from(
      { length: 150 },
      (_, i) =>
        `Nov 24 05:00:${String(i % 60).padStart(2, "0")} db-01 sshd[${i}]: Failed password for invalid user u${i % 7} from 203.0.113.${i % 3} port ${2000 + i} ssh2`,
    );
    const over = memorySsh({ "db-01": machine({ system, failures: `--\n${lines.join("\n")}` }) });
    const { card } = await ask("host failures", { host: "db-01" }, { hosts: site, over });
    expect(card).toMatchObject({ title: "db-01: 150 failed log-ins since 2026-11-23 05:08 UTC", severity: "medium" });
    const table = card.blocks?.find((block) => block.kind === "table");
    expect(table?.rows).toHaveLength(3);
    expect(table?.rows[0]).toEqual([
      "203.0.113.0",
      50,
      expect.stringMatching(/^u\d, u\d, u\d, u\d and 3 more$/),
      "2026-11-24 05:00 UTC",
    ]);
  });

  test("an answer that is none is told as such", async () => {
    const over = memorySsh({ "db-01": () => "This account is not available.\n" });
    const { said, text } = await ask("host status", { host: "db-01" }, { hosts: site, over });
    expect(said.failed).toBe(true);
    expect(text).toContain("gave no answer that I can read");
  });
});

test("a host that is not in the inventory is not gone to, and near names are offered", async () => {
  const { said } = await ask("host status", { host: "web-3" });
  expect(said.say).toBe(
    "web-3 is not in the inventory, so I do not go there. Did you mean web-03? `host list` shows what is.",
  );
  expect((await ask("host disks", { host: "evil.example" })).said.say).toContain("not in the inventory");
  const hosts = memoryInventory(["web-01", "web-02", "web-03", "web-04", "db"].map((name) => ({ name })));
  expect(nearNames("wbe-01", hosts)).toEqual(["web-01"]);
  expect(nearNames("mail", hosts)).toEqual([]);
  expect(nearNames("web-0", hosts)).toHaveLength(3);
});

test("a host with no way in is seen from outside, and that is said", async () => {
  const { card, text } = await ask("host status", { host: "web-03" });
  expect(card.title).toBe("web-03: seen from outside only");
  expect(text).toContain("names no way into it");
  expect((await ask("host disks", { host: "web-03" })).said.say).toContain("no way into web-03");
});

test("from outside, an open port, a refusal and silence are told apart", async () => {
  const { createServer } = await import("node:net");
  const server = createServer().listen(0, "127.0.0.1");
  await new Promise((resolve) => server.once("listening", resolve));
  const { port } = server.address() as { port: number };
  const signal = new AbortController().signal;
  expect(await lookFromOutside("127.0.0.1", { signal, ports: [port] })).toEqual({
    address: "127.0.0.1",
    open: [port],
    answers: true,
  });
  server.close();
  expect(await lookFromOutside("127.0.0.1", { signal, ports: [await freePort()] })).toMatchObject({
    open: [],
    answers: true,
  });
  expect(await lookFromOutside("no-such-host.invalid", { signal, ports: [22] })).toMatchObject({
    open: [],
    answers: false,
  });
});

test("the inventory is listed, whole or by tag", async () => {
  const hosts = memoryInventory([
    { name: "a", tags: ["prod"], owner: "sam" },
    { name: "b", reach: "local" },
  ]);
  expect((await ask("host list", {}, { hosts })).card.title).toBe("2 hosts");
  const { card, text } = await ask("host list", { tag: "prod" }, { hosts });
  expect(card.title).toBe("1 host with the tag prod");
  expect(text).toContain('["a",null,"sam","prod","none"]');
  expect((await ask("host list", { tag: "x" }, { hosts })).card.title).toBe("No hosts with the tag x");
});
