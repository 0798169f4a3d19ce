import { randomBytes } from "node:crypto";
import { chownSync, existsSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import type { Embedded } from "wardroom/internal/store/embedded/embedded";
import { asSuperuser, openTestServer, type TestServer, testFolder } from "./store-server.ts";

const DEBIAN = "/usr/lib/postgresql/15/bin";

/**
 * A server as an operator would bring it: over TCP, with a password, Debian's PostgreSQL 15 where it is installed.
 * Only its databases are made through the back door.
 */
export async function openExternalServer(): Promise<
  TestServer & { readonly server: Embedded; url(database: string): string }
> {
  const pgBin = existsSync(join(DEBIAN, "postgres")) ? DEBIAN : undefined;
  const dataDir = testFolder(pgBin === undefined ? "external" : "external-15");
  const port = await freePort();
  const opened = await openTestServer({
    dataDir,
    pgBin,
    tuning: { listen_addresses: "127.0.0.1", port: String(port), password_encryption: "scram-sha-256" },
  });
  const password = passwordIn(join(dataDir, "password"));
  await askForPasswords(join(dataDir, "postgres/pg_hba.conf"));
  await asSuperuser(opened.server, async (admin) => {
    await admin.query("select pg_advisory_lock(2)");
    await admin.query(`alter role wardroom password '${password}'`);
    await admin.query("select pg_reload_conf()");
  });
  const at = `wardroom:${password}@127.0.0.1:${opened.server.reach.port}`;
  return { ...opened, url: (database) => `postgresql://${at}/${database}` };
}

function passwordIn(path: string): string {
  if (!existsSync(path)) writeFileSync(path, randomBytes(16).toString("hex"), { mode: 0o600, flag: "wx" });
  return readFileSync(path, "utf8");
}

async function askForPasswords(path: string): Promise<void> {
  const rules = "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n";
  if (readFileSync(path, "utf8") === rules) return;
  const { uid, gid } = statSync(path);
  writeFileSync(path, rules);
  chownSync(path, uid, gid);
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer()
      .once("error", reject)
      .listen(0, "127.0.0.1", () => {
        const { port } = probe.address() as { port: number };
        probe.close(() => resolve(port));
      });
  });
}
