import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Order, runChild } from "./child.ts";
import { killOrphans } from "./kill.ts";

const env = { PATH: "/usr/local/bin:/usr/bin:/bin", LANG: "C.UTF-8" };
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "wardroom-child-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** Runs shell text as a program, as a test's own script would. */
function sh(script: string, more: Partial<Order> = {}) {
  let output = "";
  const ended = runChild({
    file: "/bin/sh",
    args: ["-c", script],
    cwd: folder,
    env,
    person: "ana",
    signal: AbortSignal.timeout(15_000),
    onOutput: (chunk) => {
      output += chunk.toString();
      return true;
    },
    ...more,
  });
  return ended.then((end) => ({ ...end, output }));
}

/** True while the process runs; a dead one that nobody has collected yet does not count. */
async function lives(pid: number): Promise<boolean> {
  const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return stat !== "" && !/\) [ZX] /.test(stat);
}

async function dies(pid: number): Promise<boolean> {
  for (let i = 0; i < 40 && (await lives(pid)); i++) await wait(25);
  return !(await lives(pid));
}

test("it gets its input, and exactly the environment it was given", async () => {
  const { output, exitCode } = await sh("cat; env | cut -d= -f1 | sort | tr '\\n' ' '; exit 7", { input: "hello\n" });
  expect(output).toBe("hello\nLANG PATH PWD WARDROOM_RUN ");
  expect(exitCode).toBe(7);
});

test("one that never reads a large input ends as if it had", async () => {
  const { exitCode, output } = await sh("exec <&-; echo ok", { input: "x".repeat(8_000_000) });
  expect([exitCode, output]).toEqual([0, "ok\n"]);
});

test("one that closes its output early and goes on is waited for", async () => {
  const { exitCode } = await sh("echo first; exec >&-; sleep 0.3; exit 5");
  expect(exitCode).toBe(5);
});

test("children it leaves in its group are dead when it is over", async () => {
  const { output } = await sh("sleep 600 & echo $!; sh -c 'trap \"\" TERM; sleep 600' & echo $!; exit 0");
  const pids = output.trim().split("\n").map(Number);
  expect(pids).toHaveLength(2);
  for (const pid of pids) expect(await dies(pid)).toBe(true);
});

test.runIf(process.platform === "linux")(
  "a child that left the group for a session of its own, holding the output, neither hangs the run nor outlives it",
  async () => {
    const started = Date.now();
    const { output, exitCode } = await sh("setsid sh -c 'echo $$; sleep 600' & sleep 0.2; echo parent; exit 0");
    expect(exitCode).toBe(0);
    expect(output).toContain("parent");
    expect(Date.now() - started).toBeLessThan(5_000);
    expect(await dies(Number.parseInt(output, 10))).toBe(true);
  },
);

test.runIf(process.platform === "linux")(
  "what a Wardroom that was killed left running is ended by the next one, and what a living one runs is not",
  async () => {
    const module = new URL("./child.ts", import.meta.url).href;
    const program = `import { runChild } from ${JSON.stringify(module)};
      await runChild({ file: "/bin/sh", args: ["-c", "setsid sleep 600 & echo $!; exec sleep 600"], cwd: "/", env: {}, signal: new AbortController().signal,
        onOutput: (chunk) => { process.stdout.write(chunk); return true; } });`;
    const other = spawn(process.execPath, ["--conditions=source", "--input-type=module", "-e", program]);
    const left = Number(
      await new Promise<string>((resolve) => other.stdout.once("data", (chunk) => resolve(String(chunk)))),
    );
    const mine = sh("sleep 1; echo alive");
    other.kill("SIGKILL");
    await new Promise((resolve) => other.once("close", resolve));
    expect(await lives(left)).toBe(true);
    await killOrphans();
    expect(await dies(left)).toBe(true);
    expect((await mine).output).toBe("alive\n");
  },
);

test("one that ignores the polite signal is killed two seconds later, with its children", async () => {
  const abort = new AbortController();
  const started = Date.now();
  setTimeout(() => abort.abort(), 300);
  const { killedBy, output } = await sh("trap '' TERM; echo $$; sleep 600 & wait; sleep 600", { signal: abort.signal });
  expect(killedBy).toBe("SIGKILL");
  expect(Date.now() - started).toBeGreaterThan(2_000);
  expect(await dies(Number(output))).toBe(true);
});

test("one that ends on the polite signal is over at once", async () => {
  const abort = new AbortController();
  setTimeout(() => abort.abort(), 200);
  const started = Date.now();
  expect((await sh("sleep 600", { signal: abort.signal })).killedBy).toBe("SIGTERM");
  expect(Date.now() - started).toBeLessThan(1_500);
});

test("one that prints without end is stopped when there is enough, in bounded memory", async () => {
  let kept = 0;
  const before = process.memoryUsage().rss;
  const { enough, killedBy } = await sh("head -c 1000000000 /dev/zero", {
    onOutput: (chunk) => {
      kept += chunk.length;
      return kept < 1_000_000;
    },
  });
  expect(enough).toBe(true);
  expect(killedBy).toMatch(/SIGKILL|SIGPIPE/);
  expect(kept).toBeLessThan(1_200_000);
  expect(process.memoryUsage().rss - before).toBeLessThan(100_000_000);
});

test("300 MB on standard error are drained and only their end kept", async () => {
  const before = process.memoryUsage().rss;
  const { stderr, exitCode } = await sh("head -c 300000000 /dev/zero >&2; echo the end >&2");
  expect(exitCode).toBe(0);
  expect(stderr).toMatch(/the end\n$/);
  expect(stderr.length).toBeLessThanOrEqual(8_192);
  expect(process.memoryUsage().rss - before).toBeLessThan(150_000_000);
});

test("one that a signal ends says which", async () => {
  expect((await sh("kill -SEGV $$")).killedBy).toBe("SIGSEGV");
});

test("a program that is not there is one clear sentence", async () => {
  await expect(sh("", { file: join(folder, "missing") })).rejects.toMatchObject({ code: "program-start" });
});

test("many programs of one person at once run sixteen at a time, all of them to the end", async () => {
  const started = performance.now();
  const all = await Promise.all(Array.from({ length: 48 }, () => sh("sleep 0.3; echo done")));
  expect(all.every(({ output, exitCode }) => output === "done\n" && exitCode === 0)).toBe(true);
  // Sixteen of one person at a time, so three rounds.
  expect(performance.now() - started).toBeGreaterThan(3 * 300);
});
