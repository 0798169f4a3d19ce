import { existsSync } from "node:fs";
import { chmod, mkdtemp, rm, statfs, writeFile } from "node:fs/promises";
import { createServer, type Server } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type AnyCall, cardSchema, type Said } from "@wardroom/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { silentLog } from "../../base/log.ts";
import { type CheckDeclaration, loadCheck } from "./check.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wardroom-check-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const needs = { environment: { PATH: "/usr/bin:/bin", NAMED: "seen", SECRET: "canary-4711" }, log: silentLog() };
const base = { name: "try check", summary: "Tries a check" };

async function program(shell: string): Promise<string> {
  const path = join(folder, `check_${Math.random().toString(36).slice(2)}`);
  await writeFile(path, `#!/bin/sh\n${shell}\n`);
  await chmod(path, 0o755);
  return path;
}

async function says(
  declared: Omit<CheckDeclaration, "name" | "summary">,
  args = {},
  signal = AbortSignal.timeout(20_000),
) {
  const loaded = await loadCheck({ ...base, ...declared }, needs);
  if (typeof loaded === "string") throw new Error(loaded);
  const call = {
    args: loaded.command.args.parse(args),
    signal,
    callId: "c",
    person: { id: "ana" },
  } as unknown as AnyCall;
  return (await loaded.command.run(call)) as Said;
}

test("exit code, words and measures become a card, and a critical finding is no failure of the check", async () => {
  const said = await says({ run: [await program("echo 'DISK CRITICAL - 1% free | /=99%;80;90'; exit 2")] });
  expect(said).toEqual({
    card: {
      title: "DISK CRITICAL - 1% free",
      severity: "critical",
      blocks: [
        {
          kind: "fields",
          fields: [{ label: "/", value: "99% (warning 80%, critical 90%)", mono: true, severity: "critical" }],
        },
      ],
    },
  });
  cardSchema.parse(said.card);
});

test("arguments reach the program as single elements, whatever is in them", async () => {
  const run = [
    await program('for a; do printf "[%s]" "$a"; done; exit 0'),
    "-H",
    "{host}",
    "--expect={what}",
    "{ports}",
  ];
  const args = {
    host: { type: "string", format: "host" },
    what: { type: "string", default: "$(id); `id`" },
    ports: { type: "array", items: { type: "integer" }, default: [1, 2] },
  };
  const { card } = await says({ run, args }, { host: "Web-03" });
  expect(card?.title).toBe("OK: [-H][web-03][--expect=$(id); `id`][1][2]");
});

test("a value that would be taken for a flag is refused, and nothing runs", async () => {
  const run = [await program("touch ran; echo OK"), "{what}"];
  const said = await says({ run, args: { what: { type: "string" } } }, { what: "--help" });
  expect(said).toMatchObject({ failed: true, say: expect.stringMatching(/begins with a dash/) });
});

test("it sees PATH, LANG and what it names", async () => {
  const { card } = await says({ run: [await program("env | cut -d= -f1 | sort | tr '\\n' ' '")], env: ["NAMED"] });
  expect(card?.title).toBe("OK: LANG NAMED PATH PWD WARDROOM_RUN");
});

test("another exit code is unknown and said; a signal and endless output are broken", async () => {
  expect((await says({ run: [await program("echo odd; exit 9")] })).card).toMatchObject({
    title: "UNKNOWN: odd",
    foot: expect.stringMatching(/Exit code 9/),
  });
  await expect(says({ run: [await program("kill -KILL $$")] })).rejects.toMatchObject({ code: "check-broken" });
  await expect(says({ run: [await program("yes")] })).rejects.toMatchObject({ code: "check-broken" });
});

test("usage that a program prints on standard error is shown", async () => {
  expect((await says({ run: [await program("echo 'usage: x' >&2; exit 3")] })).card?.title).toBe("UNKNOWN: usage: x");
});

test("a program that changed since it was loaded does not run", async () => {
  const path = await program("echo OK");
  const loaded = await loadCheck({ ...base, run: [path] }, needs);
  if (typeof loaded === "string") throw new Error(loaded);
  await writeFile(path, "#!/bin/sh\necho other\n");
  await expect(
    loaded.command.run({ args: {}, person: { id: "ana" }, signal: AbortSignal.timeout(5_000) } as never),
  ).rejects.toMatchObject({
    code: "script-changed",
  });
});

test.each([
  ["a program that is not there", { run: ["check_nothing_of_the_kind"] }, /no program check_nothing/],
  ["a placeholder without an argument", { run: ["/bin/true", "{x}"] }, /\{x\} names no argument/],
  [
    "a placeholder that may be absent",
    { run: ["/bin/true", "{x}"], args: { x: { type: "string" } }, required: [] },
    /may be absent/,
  ],
  ["an argument as program", { run: ["{x}"], args: { x: { type: "string" } } }, /cannot be an argument/],
  ["arguments that are no schema", { run: ["/bin/true"], args: { x: { type: "text" } } }, /args\.x/],
])("%s is one sentence", async (_what, declared, expected) => {
  expect(await loadCheck({ ...base, ...declared }, needs)).toMatch(expected);
});

const installed = existsSync("/usr/lib/nagios/plugins/check_tcp");
if (!installed && process.env["CI"] === undefined)
  console.warn("monitoring-plugins-basic is not installed: its tests are skipped");

describe.skipIf(!installed && process.env["CI"] === undefined)("Debian's monitoring plugins", () => {
  let server: Server;
  let port: number;
  beforeAll(async () => {
    server = createServer((socket) => socket.on("error", () => {}).end("hello\n"));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    port = (server.address() as { port: number }).port;
  });
  afterAll(() => new Promise((resolve) => server.close(resolve)));

  const tcp = {
    run: ["check_tcp", "-H", "{host}", "-p", "{port}", "-w", "5", "-c", "9"],
    args: { host: { type: "string", format: "host" }, port: { type: "integer", minimum: 1, maximum: 65535 } },
  };

  test("check_tcp finds a port open, with the time it took", async () => {
    const { card } = await says(tcp, { host: "127.0.0.1", port });
    expect(card).toMatchObject({ title: expect.stringMatching(/^TCP OK/), severity: "info" });
    expect(card?.blocks?.[0]).toMatchObject({
      fields: [{ label: "time", value: expect.stringMatching(/ s \(warning /) }],
    });
  });

  test("check_tcp finds a port closed, and that is critical", async () => {
    const { card } = await says(tcp, { host: "127.0.0.1", port: 1 });
    expect(card?.severity).toBe("critical");
  });

  test("check_disk measures the disk that statfs measures", async () => {
    const { card } = await says({ run: ["check_disk", "-w", "0%", "-c", "0%", "-p", "/"] });
    expect(card?.title).toMatch(/^DISK OK/);
    const { blocks, bfree, bsize } = await statfs("/");
    const [, usedGib] = /"label":"\/","value":"([\d.]+) GiB/.exec(JSON.stringify(card?.blocks)) ?? [];
    const used = ((blocks - bfree) * bsize) / 2 ** 30;
    expect(Math.abs(Number(usedGib) - used)).toBeLessThan(Math.max(0.3, used * 0.02));
  });

  test("check_load and check_procs give a state and measures", async () => {
    for (const name of ["check_load", "check_procs"]) {
      const { card } = await says({
        run: name === "check_load" ? [name, "-w", "1000,1000,1000", "-c", "2000,2000,2000"] : [name],
      });
      expect(card?.title, name).toMatch(/OK/);
      expect(card?.blocks?.length, name).toBeGreaterThan(0);
    }
  });

  test("check_dummy gives each of the four states", async () => {
    const severities = [];
    for (const state of [0, 1, 2, 3])
      severities.push(
        (await says({ run: ["check_dummy", "{state}", "words"], args: { state: { type: "integer" } } }, { state })).card
          ?.severity,
      );
    expect(severities).toEqual(["info", "medium", "critical", "low"]);
  });
});
