import type { Client } from "pg";
import { silentLog } from "wardroom/internal/base/log";
import { openBare, storeOver } from "wardroom/internal/store/open";
import type { Store } from "wardroom/internal/store/store";
import { openExternalServer } from "./store-external.ts";
import { asSuperuser, openTestServer, type TestServer, testFolder } from "./store-server.ts";

/** Opened by the first that asks in this process, closed by the last. */
function shared<S extends TestServer>(open: () => Promise<S>) {
  let users = 0;
  let opening: Promise<S> | undefined;
  return {
    take(): Promise<S> {
      users++;
      opening ??= open();
      return opening;
    },
    async leave(): Promise<void> {
      const server = opening;
      if (--users > 0 || server === undefined) return;
      opening = undefined;
      await (await server).close();
    },
  };
}

const embedded = shared(() => openTestServer({ dataDir: testFolder("embedded-npm") }));
const external = shared(openExternalServer);

export interface TestStoreSettings {
  readonly connections?: number;
  /** Without the tables of Wardroom: a database as a server's administrator hands it over. */
  readonly bare?: boolean;
}

/** An empty, migrated store of its own, embedded. Closing it removes it. */
export async function testStore({ connections = 10, bare = false }: TestStoreSettings = {}): Promise<Store> {
  const server = await embedded.take();
  const database = await server.create({ bare });
  return storeOver(database.reach, { log: silentLog(), connections }, async () => {
    await database.drop();
    await embedded.leave();
  });
}

/** The same, reached by URL over TCP with a password, as `DATABASE_URL` would be. */
export async function externalTestStore(settings: TestStoreSettings = {}): Promise<ExternalTestStore> {
  const { connections = 10, bare = false } = settings;
  const server = await external.take();
  const database = await server.create({ bare });
  const url = server.url(String(database.reach.database));
  const store = await openBare({ dataDir: "", url, log: silentLog(), connections });
  let closing: Promise<void> | undefined;
  const close = async () => {
    await store.close();
    await database.drop();
    await external.leave();
  };
  return {
    ...store,
    url,
    asSuperuser: (work) => asSuperuser(server.server, work),
    close() {
      closing ??= close();
      return closing;
    },
  };
}

export interface ExternalTestStore extends Store {
  readonly url: string;
  /** What an administrator of that server does to it. */
  asSuperuser<T>(work: (admin: Client) => Promise<T>): Promise<T>;
}

/** Every kind of store that Wardroom runs on: for `describe.each`. */
export const storesUnderTest: readonly { readonly name: string; open(settings?: TestStoreSettings): Promise<Store> }[] =
  [
    { name: "embedded", open: testStore },
    { name: "external over TCP", open: externalTestStore },
  ];

/** Keeps both servers up for a whole test run; gives what ends that. For a global set-up. */
export async function holdTestServers(): Promise<() => Promise<void>> {
  await Promise.all([embedded.take(), external.take()]);
  return async () => {
    await Promise.all([embedded.leave(), external.leave()]);
  };
}
