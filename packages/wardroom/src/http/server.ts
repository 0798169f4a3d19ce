import { chmod, rm } from "node:fs/promises";
import type { Server } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import { Hono } from "hono";
import { WebSocketServer } from "ws";
import { Fault } from "../base/fault.ts";
import { type Door, fromHere } from "./admit.ts";
import { type ConnectionNeeds, serveConnection } from "./connection.ts";

export interface ServerNeeds {
  readonly host: string;
  readonly port: number;
  /** The unix socket's path, in a folder of mode 0700. */
  readonly socketPath: string;
  readonly connection: ConnectionNeeds;
  /** Whether the store answers; what a load balancer goes by. */
  ready(): Promise<boolean>;
  metrics(): Promise<string>;
}

export interface HttpServer {
  readonly port: number;
  close(): Promise<void>;
}

/** Larger than any message may be, so that a message of 1 MB is answered and not cut off. */
const MOST_FRAME_BYTES = 4 * 1024 * 1024;

/** How long clients have for their goodbye when the server stops, in ms. */
const GOODBYE_MS = 1_000;

/** Health, metrics and the room's socket, over TCP and over the unix socket. */
export async function openServer(needs: ServerNeeds): Promise<HttpServer> {
  const app = new Hono();
  app.get("/healthz", (c) => c.text("alive\n"));
  app.get("/readyz", async (c) =>
    (await needs.ready()) ? c.text("ready\n") : c.text("the store does not answer\n", 503),
  );
  app.get("/metrics", async (c) => c.text(await needs.metrics(), 200, { "content-type": "text/plain; version=0.0.4" }));
  app.notFound((c) => c.text("There is nothing here.\n", 404));
  const listener = getRequestListener(app.fetch);
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MOST_FRAME_BYTES, skipUTF8Validation: true });

  const serve = (door: Door): Server => {
    const server = createServer((request, response) => {
      if (door === "tcp" && !fromHere(request))
        return response.writeHead(403).end("This server is asked by another name.\n");
      return listener(request, response);
    });
    server.on("upgrade", (request, socket, head) => {
      // Node takes its own listener away before an upgrade: a client that resets while it is refused must not end us.
      socket.on("error", (error) => needs.connection.log.debug({ err: error }, "a client's connection broke"));
      const path = request.url?.split("?")[0];
      if (path !== "/socket" || (door === "tcp" && !fromHere(request))) {
        socket.end("HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n");
        return;
      }
      sockets.handleUpgrade(request, socket, head, (client) => serveConnection(client, door, needs.connection));
    });
    // Once it listens, an error is about one connection that could not be accepted (no file descriptor is free).
    server.on("error", (error) => {
      if (server.listening) needs.connection.log.error({ err: error }, "a connection could not be accepted");
    });
    return server;
  };

  const tcp = serve("tcp");
  const unix = serve("socket");
  await listen(tcp, { host: needs.host, port: needs.port });
  try {
    await rm(needs.socketPath, { force: true });
    await listen(unix, { path: needs.socketPath });
    await chmod(needs.socketPath, 0o600);
  } catch (error) {
    tcp.close();
    throw error;
  }
  return {
    port: (tcp.address() as AddressInfo).port,
    async close() {
      for (const client of sockets.clients) client.close(1001, "the server stops");
      // A client that hangs does not say goodbye, and a server's end waits for all of its connections.
      const patience = setTimeout(() => {
        for (const client of sockets.clients) client.terminate();
      }, GOODBYE_MS);
      await Promise.all([tcp, unix].map(end));
      clearTimeout(patience);
    },
  };
}

function listen(server: Server, where: { host: string; port: number } | { path: string }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => reject(listenFault(error, where)));
    server.listen(where, () => resolve());
  });
}

function listenFault(error: NodeJS.ErrnoException, where: object): unknown {
  if (!("port" in where)) return error;
  const { port, host } = where as { port: number; host: string };
  if (error.code === "EADDRINUSE")
    return new Fault(
      "port-in-use",
      `Port ${port} is in use by another program. Choose another with --port, or --port 0 for any that is free.`,
      where,
      error,
    );
  if (error.code === "EACCES" || error.code === "EADDRNOTAVAIL")
    return new Fault(
      "port-not-ours",
      `This user may not listen on ${host} port ${port}. Choose another with --port or --host.`,
      where,
      error,
    );
  return error;
}

function end(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
