import { WebSocket } from "ws";
import { Fault } from "../base/fault.ts";
import { newId } from "../base/id.ts";
import { serverFrameSchema } from "../model/wire.ts";
import { type Heard, openReplies } from "./replies.ts";
import { type Asking, type Effect, type Input, type News, newSession, type Session, step } from "./session.ts";

/** How a client reaches a server: `ws://127.0.0.1:4620/socket`, or the path of its unix socket. */
export type Address = { readonly url: string } | { readonly socket: string };

export interface ClientSettings {
  readonly address: Address;
  /** Whom to be. Absent: whoever the server ties to this operating-system user. */
  readonly as?: string | undefined;
  /** Events of each room to begin with; none when absent. */
  readonly recent?: number;
  /**
   * How long to try to come back after a break, in ms; for ever when absent. Before the first welcome one try is made,
   * since a server that was never there is another finding than one that was.
   */
  readonly patienceMs?: number;
  onNews?(news: News): void;
}

export interface RoomClient {
  /** Resolves once the server has let this client in; rejects with a Fault when it does not, or nobody is there. */
  readonly welcome: Promise<Extract<News, { kind: "in" }>>;
  /** What became of it: resolves when its work is over, with every reply, or when it was not taken. Never rejects. */
  say(room: string, text: string, options?: { readonly thread?: string; readonly id?: string }): Promise<Heard>;
  press(message: string, action: number): Promise<Heard>;
  explain(room: string, text: string): Promise<unknown>;
  complete(room: string, text: string): Promise<unknown>;
  history(room: string, before?: number, limit?: number): Promise<unknown>;
  file(id: string): Promise<unknown>;
  close(): void;
}

/** Longer than this without an answer to the greeting, and the connection counts as broken. */
const HANDSHAKE_MS = 10_000;

/**
 * A client of the rooms. After a break it comes back by itself, goes on from the last event it saw, and says again what
 * had not been answered, under the same id, so nothing is lost and nothing is heard twice.
 */
export function openRoomClient(settings: ClientSettings): RoomClient {
  let session: Session = newSession(settings.as, settings.recent ?? 0);
  let socket: WebSocket | undefined;
  let closed: Fault | undefined;
  let everIn = false;
  let awaySinceMs: number | undefined;
  const timers = new Set<NodeJS.Timeout>();
  const asked = new Map<string, { resolve(body: unknown): void; reject(error: unknown): void }>();
  const replies = openReplies();
  const welcome = Promise.withResolvers<Extract<News, { kind: "in" }>>();
  // Who only says something need not look at the welcome as well.
  welcome.promise.catch(() => {});

  function feed(input: Input): void {
    if (closed !== undefined) return;
    const [next, effects] = step(session, input);
    session = next;
    for (const effect of effects) carryOut(effect);
  }

  function carryOut(effect: Effect): void {
    if (effect.kind === "connect") after(effect.afterMs, connect);
    else if (effect.kind === "later") after(effect.afterMs, () => feed({ kind: "again", id: effect.id }));
    else if (effect.kind === "transmit") socket?.send(JSON.stringify(effect.frame));
    else hear(effect.news);
  }

  function hear(news: News): void {
    if (news.kind === "in") {
      everIn = true;
      awaySinceMs = undefined;
      welcome.resolve(news);
    }
    if (news.kind === "reply") asked.get(news.id)?.resolve(news.body);
    if (news.kind === "refused") {
      const fault = new Fault(news.code, news.say);
      if (news.id !== undefined) asked.get(news.id)?.reject(fault);
      else if (session.phase === "refused") end(fault);
    }
    if (news.kind === "away") {
      awaySinceMs ??= Date.now();
      const patienceMs = everIn ? (settings.patienceMs ?? Number.POSITIVE_INFINITY) : 0;
      if (Date.now() - awaySinceMs >= patienceMs) end(new Fault("server-gone", SERVER_GONE));
    }
    replies.hear(news);
    settings.onNews?.(news);
  }

  function end(fault: Fault): void {
    welcome.reject(fault);
    for (const one of asked.values()) one.reject(fault);
    replies.end(fault);
    close(fault);
  }

  function connect(): void {
    if (closed !== undefined) return;
    const opened = openSocket(settings.address);
    socket = opened;
    opened.on("open", () => feed({ kind: "opened" }));
    opened.on("message", (bytes) => {
      const frame = serverFrameSchema.safeParse(parsed(String(bytes)));
      // A frame of a newer server that this client does not know is not for it.
      if (frame.success) feed({ kind: "frame", frame: frame.data });
    });
    // Every error is followed by a close, and the close is what counts.
    opened.on("error", () => {});
    opened.on("close", () => {
      if (socket !== opened) return;
      socket = undefined;
      feed({ kind: "lost" });
    });
  }

  function after(ms: number, go: () => void): void {
    const timer = setTimeout(() => {
      timers.delete(timer);
      go();
    }, ms);
    timers.add(timer);
  }

  function ask(frame: Asking): Promise<unknown> {
    if (closed !== undefined) return Promise.reject(closed);
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    asked.set(frame.id, { resolve, reject });
    feed({ kind: "ask", frame });
    return promise.finally(() => asked.delete(frame.id));
  }

  function expect(frame: Extract<Asking, { type: "say" | "press" }>): Promise<Heard> {
    if (closed !== undefined) return Promise.resolve({ kind: "refused", code: closed.code, say: closed.say });
    const heard = replies.expect(frame.id);
    feed({ kind: "ask", frame });
    return heard;
  }

  function close(fault: Fault): void {
    closed ??= fault;
    for (const timer of timers) clearTimeout(timer);
    const open = socket;
    socket = undefined;
    open?.close();
    // A server that does not answer the goodbye must not keep this process alive.
    const patience = setTimeout(() => open?.terminate(), 500).unref();
    open?.once("close", () => clearTimeout(patience));
  }

  connect();
  return {
    welcome: welcome.promise,
    say: (room, text, { thread, id = newId() } = {}) =>
      expect({ type: "say", id, room, text, ...(thread === undefined ? {} : { thread }) }),
    press: (message, action) => expect({ type: "press", id: newId(), message, action }),
    explain: (room, text) => ask({ type: "explain", id: newId(), room, text }),
    complete: (room, text) => ask({ type: "complete", id: newId(), room, text }),
    history: (room, before, limit = 50) =>
      ask({ type: "history", id: newId(), room, limit, ...(before === undefined ? {} : { before }) }),
    file: (file) => ask({ type: "file", id: newId(), file }),
    close() {
      end(new Fault("server-gone", SERVER_GONE));
    },
  };
}

const SERVER_GONE = "The server is not there any more. Start it with `wardroom up`, or say it again.";

function openSocket(address: Address): WebSocket {
  const options = { handshakeTimeout: HANDSHAKE_MS, maxPayload: 64 * 1024 * 1024 };
  return "url" in address
    ? new WebSocket(address.url, options)
    : new WebSocket(`ws+unix:${address.socket}:/socket`, options);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
