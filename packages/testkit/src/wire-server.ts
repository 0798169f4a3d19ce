import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ClientFrame, clientFrameSchema, type ServerFrame, type WireRoom } from "wardroom/wire";
import { type WebSocket, WebSocketServer } from "ws";

type Event = Extract<ServerFrame, { type: "event" }>["event"];
type Body = Event["body"];
type Said = { readonly person: string; readonly room: string; readonly text: string; readonly message: string };
type Settled = Pick<Extract<ServerFrame, { type: "settled" }>, "act" | "outcome">;

/** How the server answers something said: replies are events, and what it resolves to is told as `settled`. */
export type Answering = (
  said: Said,
  reply: {
    /** A new reply; its id comes back, for `edit`. */
    say(body: Omit<Extract<Body, { kind: "message" }>, "kind" | "answers">): string;
    edit(message: string, body: Omit<Extract<Body, { kind: "edit" }>, "kind" | "answers">): void;
    progress(text: string, share?: number): void;
  },
) => Promise<Settled> | Settled;

export interface WireServerSettings {
  readonly people: Readonly<Record<string, string>>;
  readonly rooms: readonly WireRoom[];
  readonly answer: Answering;
  /** What `history`, `complete`, `explain` and `file` are answered with. */
  readonly reply?: (frame: ClientFrame) => unknown;
  /** Where to listen; a free port when absent. */
  readonly port?: number;
}

export interface WireServer {
  readonly url: string;
  /** The same over a unix socket in a folder of its own. */
  readonly socket: string;
  readonly port: number;
  /** Everything that was heard, in order, each once. */
  readonly heard: readonly Said[];
  readonly events: readonly Event[];
  /** Somebody says something, or Wardroom does (`bot`). */
  post(by: string, room: string, body: Body, message?: string): Event;
  /** Breaks every connection without a word, as a killed server does. */
  cut(): void;
  /** The next thing said is stored, and the connection breaks before that is told. */
  cutAfterHearing(): void;
  close(): Promise<void>;
}

/**
 * A small room server for tests of clients: it keeps what is said and answers by a function, over the protocol that
 * Wardroom speaks. What is said twice with one id is heard once; events outlive connections.
 */
export async function openWireServer(settings: WireServerSettings): Promise<WireServer> {
  const folder = await mkdtemp(join(tmpdir(), "wire-"));
  const events: Event[] = [];
  const heard: Said[] = [];
  const byId = new Map<string, Said & { number: number; settled?: Settled }>();
  const clients = new Map<WebSocket, string>();
  let cutNext = false;
  const nameOf = (id: string): string => (id === "bot" ? "Wardroom" : (settings.people[id] ?? id));

  function tell(frame: ServerFrame): void {
    for (const client of clients.keys()) client.send(JSON.stringify(frame));
  }

  function post(by: string, room: string, body: Body, message = `m${events.length + 1}`): Event {
    const event: Event = {
      number: events.length + 1,
      room,
      message,
      at: new Date(Date.UTC(2026, 0, 2, 2, 4, events.length)).toISOString(),
      by: { kind: by === "bot" ? "bot" : "person", id: by === "bot" ? "wardroom" : by, name: nameOf(by) },
      body,
    };
    events.push(event);
    tell({ type: "event", event });
    return event;
  }

  async function hear(client: WebSocket, id: string, person: string, room: string, text: string): Promise<void> {
    const key = `${person} ${id}`;
    const known = byId.get(key);
    const send = (frame: ServerFrame): void => client.send(JSON.stringify(frame));
    if (known !== undefined) {
      send({ type: "heard", id, message: known.message, number: known.number });
      if (known.settled !== undefined) send({ type: "settled", answers: known.message, ...known.settled });
      return;
    }
    const { number, message } = post(person, room, { kind: "message", text });
    const said = { person, room, text, message, number };
    heard.push(said);
    byId.set(key, said);
    if (cutNext) {
      cutNext = false;
      cut();
    } else send({ type: "heard", id, message, number });
    let replies = 0;
    const settled = await settings.answer(said, {
      // Ids of replies are derived from the message, as Wardroom's are.
      say: (body) =>
        post(
          "bot",
          room,
          { kind: "message", answers: message, ...body },
          `re:${message}${replies++ === 0 ? "" : `/${replies - 1}`}`,
        ).message,
      edit: (reply, body) => void post("bot", room, { kind: "edit", answers: message, ...body }, reply),
      progress: (words, share) =>
        tell({
          type: "progress",
          room,
          message: `re:${message}`,
          text: words,
          ...(share === undefined ? {} : { share }),
        }),
    });
    Object.assign(byId.get(key) ?? {}, { settled });
    tell({ type: "settled", answers: message, ...settled });
  }

  function take(client: WebSocket, frame: ClientFrame): void {
    const send = (answer: ServerFrame): void => client.send(JSON.stringify(answer));
    const person = clients.get(client);
    if (frame.type === "hello") greet(client, frame);
    else if (person === undefined) send({ type: "error", code: "say-hello", say: "Say hello first." });
    else if (frame.type === "say") void hear(client, frame.id, person, frame.room, frame.text);
    else if (frame.type === "press") {
      const shown = events.findLast(({ message, body }) => message === frame.message && body.card !== undefined);
      const action = shown?.body.card?.actions?.[frame.action];
      if (shown !== undefined && action !== undefined) void hear(client, frame.id, person, shown.room, action.says);
      else send({ type: "error", id: frame.id, code: "no-button", say: "That button is not there any more." });
    } else send({ type: "reply", id: frame.id, body: settings.reply?.(frame) ?? null });
  }

  function greet(client: WebSocket, { as, after, recent }: Extract<ClientFrame, { type: "hello" }>): void {
    const send = (answer: ServerFrame): void => client.send(JSON.stringify(answer));
    const person = as ?? Object.keys(settings.people)[0] ?? "";
    if (settings.people[person] === undefined) {
      send({ type: "error", code: "unknown-person", say: `The settings name nobody called ${person}.` });
      client.close(4403);
      return;
    }
    clients.set(client, person);
    const number = events.length;
    const missed = after === undefined ? events.slice(Math.max(0, number - recent)) : events.slice(after);
    const rooms = [...settings.rooms];
    send({ type: "welcome", person: { id: person, name: nameOf(person) }, rooms, number, demo: true });
    for (const event of missed) send({ type: "event", event });
    send({ type: "mark", number });
  }

  function cut(): void {
    for (const client of sockets.clients) client.terminate();
  }

  const sockets = new WebSocketServer({ noServer: true });
  sockets.on("connection", (client) => {
    client.on("message", (bytes) => take(client, clientFrameSchema.parse(JSON.parse(String(bytes)))));
    client.on("close", () => clients.delete(client));
  });
  const servers = [createServer(), createServer()];
  for (const server of servers)
    server.on("upgrade", (request, socket, head) =>
      sockets.handleUpgrade(request, socket, head, (client) => sockets.emit("connection", client, request)),
    );
  const [tcp, unix] = servers as [Server, Server];
  const socket = join(folder, "room.sock");
  await Promise.all([
    new Promise<void>((resolve) => tcp.listen(settings.port ?? 0, "127.0.0.1", resolve)),
    new Promise<void>((resolve) => unix.listen(socket, resolve)),
  ]);
  const { port } = tcp.address() as AddressInfo;

  return {
    url: `ws://127.0.0.1:${port}/socket`,
    socket,
    port,
    heard,
    events,
    post,
    cut,
    cutAfterHearing: () => {
      cutNext = true;
    },
    async close() {
      cut();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
      await rm(folder, { recursive: true, force: true });
    },
  };
}
