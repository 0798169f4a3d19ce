import { createServer, type Server as NetServer } from "node:net";
import { externalTestStore } from "@wardroom/testkit";
import { afterAll, beforeAll, expect, test } from "vitest";
import { silentLog } from "../base/log.ts";
import { reachExternal } from "./external.ts";
import { openStore } from "./open.ts";

const log = silentLog();
let store: Awaited<ReturnType<typeof externalTestStore>>;
beforeAll(async () => {
  store = await externalTestStore();
});
afterAll(() => store.close());

const altered = (change: (url: URL) => void) => {
  const url = new URL(store.url);
  change(url);
  return url.href;
};

const refusals: [string, () => string, string][] = [
  ["a wrong password", () => altered((url) => (url.password = "wrong-pw-1")), "store-login"],
  ["a user that is not there", () => altered((url) => (url.username = "nobody-here")), "store-login"],
  ["a database that is not there", () => altered((url) => (url.pathname = "/elsewhere")), "store-no-database"],
  ["a port where nothing listens", () => altered((url) => (url.port = "1")), "store-unreachable"],
  ["a host that has no address", () => altered((url) => (url.hostname = "no-such.invalid")), "store-host-unknown"],
  [
    "TLS that the server does not have",
    () => altered((url) => url.searchParams.set("sslmode", "require")),
    "store-tls",
  ],
  ["another scheme", () => "mysql://root@localhost/x", "store-url"],
  ["no URL at all", () => "postgresql://[", "store-url"],
];

test.each(refusals)("%s is told in one sentence, without the password", async (_what, url, code) => {
  const fault = await reachExternal(url(), log).catch((error) => error);
  expect(fault).toMatchObject({ name: "Fault", code });
  const shown = `${fault.say} ${JSON.stringify(fault.detail)}`;
  expect(shown).not.toContain(new URL(store.url).password);
  expect(shown).not.toContain("wrong-pw-1");
});

test("a database that does not keep UTF-8 is refused", async () => {
  const { rows } = await store.pool.query("select current_database() as name");
  const name = `${rows[0].name}_latin`;
  await store.asSuperuser((admin) =>
    admin.query(`create database ${name} template template0 encoding 'LATIN1' locale 'C' owner wardroom`),
  );
  try {
    await expect(
      reachExternal(
        altered((url) => (url.pathname = `/${name}`)),
        log,
      ),
    ).rejects.toMatchObject({
      code: "store-encoding",
    });
  } finally {
    await store.asSuperuser((admin) => admin.query(`drop database ${name}`));
  }
});

test("a connection that the server ends while idle breaks nothing", async () => {
  const second = await openStore({ dataDir: "/nowhere", url: store.url, log });
  const { rows } = await second.pool.query("select pg_backend_pid() as pid");
  await store.pool.query("select pg_terminate_backend($1)", [rows[0].pid]);
  await expect
    .poll(() =>
      second.pool.query("select 1 as one").then(
        (r) => r.rows,
        () => [],
      ),
    )
    .toEqual([{ one: 1 }]);
  await second.close();
});

test("a server that accepts and never answers is given up", { timeout: 20_000 }, async () => {
  const mute: NetServer = createServer(() => {});
  await new Promise<void>((done) => mute.listen(0, "127.0.0.1", done));
  const { port } = mute.address() as { port: number };
  await expect(reachExternal(`postgresql://u:p@127.0.0.1:${port}/d`, log)).rejects.toMatchObject({
    code: "store-unreachable",
  });
  mute.close();
});
