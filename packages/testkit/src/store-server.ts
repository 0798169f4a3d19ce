import { createHash, randomBytes } from "node:crypto";
import { existsSync, mkdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Client, type ClientConfig } from "pg";
import { silentLog } from "wardroom/internal/base/log";
import { type Embedded, type EmbeddedSettings, openEmbedded } from "wardroom/internal/store/embedded/embedded";
import { migrate } from "wardroom/internal/store/migrate";
import { migrations } from "wardroom/internal/store/migration/migrations";
import { storeOver } from "wardroom/internal/store/open";

/** A PostgreSQL that all test processes of a checkout share, one database a store. */
export interface TestServer {
  /** An empty database of its own, migrated unless it is to be bare. */
  create(settings: { readonly bare: boolean }): Promise<TestDatabase>;
  close(): Promise<void>;
}

interface TestDatabase {
  readonly reach: ClientConfig & { readonly host: string };
  drop(): Promise<void>;
}

/** Kept between runs, so that only the first pays for making a cluster. */
export function testFolder(name: string): string {
  const modules = join(process.cwd(), "node_modules");
  const folder = existsSync(modules)
    ? join(modules, ".cache/wardroom-test", name)
    : join(tmpdir(), `wardroom-test-${process.getuid?.() ?? 0}`, name);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Tests may lose their rows in a power cut; they may not wait for the disk. */
const HASTE = { fsync: "off", full_page_writes: "off", max_connections: "300", autovacuum: "off" };

/** Joins or starts the server in a test folder. One that is damaged is thrown away: it held nothing. */
export async function openTestServer(
  settings: Omit<EmbeddedSettings, "log">,
): Promise<TestServer & { server: Embedded }> {
  const wanted = { ...settings, log: silentLog(), tuning: { ...HASTE, ...settings.tuning } };
  const server = await openEmbedded(wanted).catch((error) => {
    if (!["store-damaged", "store-version", "store-start-failed"].includes(error.code)) throw error;
    rmSync(join(settings.dataDir, "postgres"), { recursive: true, force: true });
    return openEmbedded(wanted);
  });
  const template = await makeTemplate(server);
  return {
    server,
    async create({ bare }) {
      const name = `test_${process.pid}_${randomBytes(6).toString("hex")}`;
      await asSuperuser(server, (admin) =>
        admin.query(`create database ${name} template ${bare ? "template1" : template} owner wardroom`),
      );
      return {
        reach: { ...server.reach, database: name },
        drop: () =>
          asSuperuser(server, async (admin) => void (await admin.query(`drop database ${name} with (force)`))),
      };
    },
    close: () => server.close(),
  };
}

export async function asSuperuser<T>(server: Embedded, work: (admin: Client) => Promise<T>): Promise<T> {
  const admin = new Client({
    host: server.reach.host,
    port: server.reach.port,
    user: "postgres",
    database: "postgres",
  });
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.end();
  }
}

/** A migrated database to copy, named after what the migrations say. Whoever comes first makes it. */
async function makeTemplate(server: Embedded): Promise<string> {
  const meaning = Object.entries(migrations).map(([name, { up }]) => `${name}\n${up}`);
  const name = `template_${createHash("sha256").update(meaning.join("\n")).digest("hex").slice(0, 16)}`;
  await asSuperuser(server, async (admin) => {
    await admin.query("select pg_advisory_lock(1)");
    const { rows } = await admin.query<{ datname: string }>("select datname from pg_database");
    const names = rows.map((row) => row.datname);
    if (names.includes(name)) return;
    for (const old of names.filter(isLeftOver)) await admin.query(`drop database if exists ${old} with (force)`);
    await admin.query(`create database ${name}_draft owner wardroom`);
    const store = storeOver({ ...server.reach, database: `${name}_draft` }, { log: silentLog(), connections: 2 });
    await migrate(migrations, { db: store.db as never, connect: store.connect, log: silentLog() });
    await store.close();
    await admin.query(`alter database ${name}_draft rename to ${name}`);
  });
  return name;
}

/** A database of a test process that is gone, or a template that was cut off. */
function isLeftOver(name: string): boolean {
  if (name.endsWith("_draft")) return true;
  const pid = Number(/^test_(\d+)_/.exec(name)?.[1]);
  return pid > 0 && !existsSync(`/proc/${pid}`);
}
