import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { fileURLToPath } from "node:url";
import { externalTestStore } from "@wardroom/testkit";
import { Client } from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openRoomClient, type RoomClient } from "wardroom/internal/terminal/client";
import { type ServerProcess, serverProcess } from "./server.ts";

/** How often the server is killed; `npm run crash -- 50` for many. */
const ROUNDS = Number(process.env["WARDROOM_CRASH_ROUNDS"] ?? 2);
const MESSAGES = 1_000;
const PEOPLE = ["ana", "sam", "joe", "maya"];

let server: ServerProcess;
let external: Awaited<ReturnType<typeof externalTestStore>>;
let clients: RoomClient[] = [];

beforeAll(async () => {
  external = await externalTestStore();
  const dataDir = await mkdtemp(join(tmpdir(), "wardroom-crash-"));
  const plugins = fileURLToPath(new URL("plugins", import.meta.url));
  const people = PEOPLE.map((id) => `  - { id: ${id}, name: ${id} }`).join("\n");
  const limits = "limits: { messageBurst: 100000, messagesPerSecond: 100000 }";
  await writeFile(
    join(dataDir, "wardroom.yaml"),
    `demo: true\npeople:\n${people}\nplugins: ["${plugins}"]\n${limits}\n`,
  );
  server = await serverProcess({ dataDir, env: { DATABASE_URL: external.url } });
});
afterAll(async () => {
  for (const client of clients) client.close();
  await server.remove();
  await external.close();
});

test(
  `killed in the middle of ${MESSAGES} messages, ${ROUNDS} times: every accepted one has one answer and one record`,
  async () => {
    await server.start();
    const seen = new Map<string, number>();
    const socket = await socketOf(server);
    clients = PEOPLE.map((as) => openRoomClient({ address: { socket }, as }));
    await Promise.all(clients.map((client) => client.welcome));

    for (let round = 0; round < ROUNDS; round++) {
      let settled = 0;
      const middle = Promise.withResolvers<void>();
      const killAt = Math.floor(MESSAGES * (0.1 + Math.random() * 0.7));
      const said = Array.from({ length: MESSAGES }, async (_, i) => {
        const text = `r${round}m${i}`;
        const client = clients[i % clients.length] as RoomClient;
        const heard = await client.say(`dm:${PEOPLE[i % PEOPLE.length]}`, `echo ${text}`);
        if (++settled === killAt) middle.resolve();
        return { text, heard };
      });
      await middle.promise;
      await server.kill();
      await server.start();
      for (const { text, heard } of await Promise.all(said)) {
        expect(heard, text).toMatchObject({ kind: "settled", outcome: "done" });
        seen.set(text, (seen.get(text) ?? 0) + 1);
      }
    }

    expect(seen.size).toBe(ROUNDS * MESSAGES);
    const store = new Client({ connectionString: external.url });
    await store.connect();
    const count = async (query: string) => Number((await store.query(query)).rows[0].count);
    const all = ROUNDS * MESSAGES;
    expect(await count("select count(*) from inbox")).toBe(all);
    expect(await count("select count(*) from inbox where act = 'run' and outcome = 'done'")).toBe(all);
    expect(await count("select count(*) from entry where kind = 'decision'")).toBe(all);
    expect(await count("select count(*) from entry where kind = 'outcome'")).toBe(all);
    expect(await count("select count(distinct request) from entry where kind = 'outcome'")).toBe(all);
    const answers =
      "select body->>'answers' as id from event where by->>'id' = 'wardroom' and key not like '%:running'";
    expect(await count(`select count(*) from (${answers}) as a where id is not null`)).toBe(all);
    expect(await count(`select count(distinct id) from (${answers}) as a`)).toBe(all);
    await store.end();
  },
  60_000 + ROUNDS * 30_000,
);

async function socketOf(running: ServerProcess): Promise<string> {
  const { findRunning } = await import("wardroom/internal/running");
  const found = await findRunning(running.dataDir);
  if (found === undefined) throw new Error("the server does not say how it is reached");
  return found.socket;
}
