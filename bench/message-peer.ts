import { writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import process from "node:process";
import { WebSocketServer } from "ws";
import { silentLog } from "../packages/wardroom/src/base/log.ts";
import { openStore } from "../packages/wardroom/src/store/open.ts";

/** The least that a durable bot could do: commit each line in a row of its own, then answer it. It judges nothing. */
const folder = process.argv[2] ?? ".";
const store = await openStore({ dataDir: folder, log: silentLog(), connections: 50 });
await store.pool.query("create table line (id text primary key, text text not null)");
const server = createServer();
const sockets = new WebSocketServer({ server, path: "/socket" });
sockets.on("connection", (socket) => {
  socket.on("message", async (bytes: Buffer) => {
    const frame = JSON.parse(String(bytes));
    if (frame.type === "hello") return socket.send('{"type":"mark","number":0}');
    const id = `${frame.id}-${Math.random()}`;
    await store.pool.query({ name: "line", text: "insert into line values ($1, $2)", values: [id, frame.text] });
    socket.send(JSON.stringify({ type: "event", event: { body: { text: frame.text, answers: frame.id } } }));
    socket.send(JSON.stringify({ type: "settled", answers: frame.id, act: "run", outcome: "done" }));
  });
});
server.listen(0, "127.0.0.1", () =>
  writeFile(join(folder, "server.json"), JSON.stringify({ port: (server.address() as AddressInfo).port })),
);
process.once("SIGTERM", async () => {
  sockets.close();
  server.close();
  for (const client of sockets.clients) client.terminate();
  await store.close();
  process.exit(0);
});
