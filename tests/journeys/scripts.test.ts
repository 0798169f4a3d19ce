import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { type TestBot, testBot } from "@wardroom/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";

let bot: TestBot;
beforeAll(async () => {
  bot = await testBot({
    more: `checks:\n  - { name: dummy check, summary: Gives a state, run: [/bin/sh, -c, "echo 'LOAD WARNING - high | load=9;5;20'; exit 1"] }\n`,
  });
});
afterAll(() => bot.close());

/** Drops a script into the plugins folder and waits until it is a command. */
async function drop(name: string, shell: string, more = ""): Promise<void> {
  const folder = join(bot.dataDir, "plugins", name.replaceAll(" ", "-"));
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "run"), `#!/bin/sh\n${shell}\n`, { mode: 0o755 });
  await writeFile(
    join(folder, "command.yaml"),
    `name: ${name}\nsummary: Tries ${name}\nrisk: read\nexamples: [${name}]\n${more}`,
  );
  for (let i = 0; i < 100 && bot.wardroom.current().registry.find(name) === undefined; i++) await wait(50);
}

test("a script that is dropped into the folder is a command a moment later, explained and answered", async () => {
  await drop("count rows", `echo '{"progress":"counting"}'; echo "3 rows"`, "phrases: [how many rows are there]\n");
  expect(await bot.says("ana", "count rows")).toContain("3 rows");
  expect(await bot.says("ana", "how many rows are there?")).toContain("3 rows");
  expect(await bot.says("ana", "explain count rows")).toContain("count rows");
});

test("a monitoring plugin named in the settings answers with its state", async () => {
  expect(await bot.says("ana", "dummy check")).toMatch(/LOAD WARNING - high[\s\S]*load/);
});

test("a script that prints a gigabyte is stopped, and said so", async () => {
  await drop("print much", "yes wardroom | head -c 1000000000");
  const before = process.memoryUsage().rss;
  expect(await bot.says("ana", "print much")).toMatch(
    /printed more than 1 MB and was stopped[\s\S]*the whole is in print-much\.txt/,
  );
  expect(process.memoryUsage().rss - before).toBeLessThan(250_000_000);
});

test("a script that forks and leaves children answers, and nothing of it is left", async () => {
  await drop("fork much", "for i in 1 2 3 4 5; do sleep 600 & echo $!; setsid sleep 600 & echo $!; done; echo forked");
  const answer = await bot.says("ana", "fork much");
  expect(answer).toContain("forked");
  const pids = answer.match(/\d+/g) ?? [];
  expect(pids.length).toBeGreaterThanOrEqual(10);
  for (const pid of pids) {
    const stat = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
    expect(stat === "" || / [ZX] /.test(stat) || !stat.includes("(sleep)")).toBe(true);
  }
});

test("a script that hangs is stopped at its time limit, with what it had said", async () => {
  await drop("hang on", "trap '' TERM; echo so far; sleep 600", "timeout: 1\n");
  expect(await bot.says("ana", "hang on")).toMatch(/Stopped after 1 s, its time limit\.[\s\S]*so far/);
});

test("a script that dies or prints broken JSON is answered in plain words", async () => {
  await drop("die early", "echo before; kill -SEGV $$");
  expect(await bot.says("ana", "die early")).toMatch(/was ended by SIGSEGV[\s\S]*before/);
  await drop("speak badly", `echo '{"say": "half'; printf '\\033[2J\\377\\n'`);
  expect(await bot.says("ana", "speak badly")).toContain('{"say": "half\n\ufffd');
});

test("while one runs, others are answered; its person cancels it, and nobody else", async () => {
  await drop("run long", `echo '{"progress":"step one","share":0.1}'; sleep 600`);
  const long = bot.says("ana", "run long");
  for (let i = 0; i < 100 && !(await bot.says("sam", "runs")).includes("run long"); i++) await wait(50);
  expect(await bot.says("sam", "runs")).toMatch(/run long\s+Ana[\s\S]*10% step one/);
  expect(await bot.says("joe", "cancel")).toContain("You have nothing running");
  expect(await bot.says("ana", "cancel")).toContain('Cancelled "run long"');
  expect(await long).toContain("Cancelled by Ana.");
});

test("every one of them stands in the record with its outcome", async () => {
  const record = await bot.record();
  expect(record.filter((kind) => kind === "allow").length).toBe(record.length / 2);
});
