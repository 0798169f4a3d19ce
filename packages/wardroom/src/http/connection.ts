import { setTimeout as sleep } from "node:timers/promises";
import type { WebSocket } from "ws";
import type { Log } from "../base/log.ts";
import type { RoomEvent } from "../model/event.ts";
import type { Person } from "../model/message.ts";
import type { Room } from "../model/room.ts";
import { type ClientFrame, clientFrameSchema, MAX_TEXT_CHARS, type ServerFrame } from "../model/wire.ts";
import type { Admitted, Door } from "./admit.ts";
import type { Asker } from "./answer.ts";
import type { Gate } from "./gate.ts";
import type { Hub } from "./hub.ts";

export interface ConnectionNeeds {
  readonly hub: Hub;
  readonly gate: Gate;
  readonly log: Log;
  readonly demo: boolean;
  admit(door: Door, as: string | undefined): Admitted;
  roomsOf(personId: string): readonly Room[];
  /** The number up to which events have been given to the hub. */
  lastNumber(): number;
  /** In pages, oldest first. */
  eventsSince(after: number, upTo: number, rooms: readonly string[]): AsyncIterable<readonly RoomEvent[]>;
  recent(rooms: readonly string[], upTo: number, each: number): Promise<readonly RoomEvent[]>;
  /** What a client asks for once it is in. */
  answer(asker: Asker, frame: Exclude<ClientFrame, { type: "hello" }>): Promise<void>;
}

/** Where frames that are no events stand among those that are: a client that catches up gets them behind all of it. */
const AFTER_ALL = Number.POSITIVE_INFINITY;

/** A client that does not read what it is sent is let go; it comes back and goes on from where it was. */
const MOST_UNREAD_BYTES = 8 * 1024 * 1024;

/** How many things a client may ask to look up before it is not read any further. */
const MOST_ASKED = 16;

/** How long a client may read nothing of what it was sent, and how often it is looked, in ms. */
const READ_PATIENCE_MS = 15_000;
const LOOK_MS = 10;

/** One client of the room protocol (model/wire.ts): hello, catching up, then frames both ways. */
export function serveConnection(socket: WebSocket, door: Door, needs: ConnectionNeeds): void {
  let person: Person | undefined;
  let leave = (): void => {};
  /** While a client is caught up with what it missed, all else waits here, so that everything reaches it in order. */
  let held: { number: number; frame: string }[] | undefined;

  let large = 0;
  /** What was asked last, and how much is: of what is looked up one thing is at a time. */
  let asking: Promise<void> = Promise.resolve();
  let asked = 0;

  const send = (frame: ServerFrame): void => inOrder(AFTER_ALL, JSON.stringify(frame));
  function inOrder(number: number, frame: string): void {
    if (held === undefined) sendText(frame);
    else held.push({ number, frame });
  }
  function sendText(text: string): void {
    if (socket.readyState !== socket.OPEN) return;
    // One frame may be larger than what may be unread (a file): while it is on its way, that much more may be.
    if (socket.bufferedAmount === 0) large = 0;
    if (socket.bufferedAmount > MOST_UNREAD_BYTES + large) {
      socket.close(1013, "too slow; come back and go on");
      return;
    }
    if (text.length > MOST_UNREAD_BYTES) large += text.length;
    socket.send(text);
  }

  socket.on("message", (bytes: Buffer) => {
    const frame = parseFrame(bytes);
    if (frame.type === "error") send(frame);
    else if (frame.type === "hello") hello(frame).catch(notGreeted);
    else if (person === undefined) send({ type: "error", code: "say-hello", say: "Say hello first." });
    else take(person, frame);
  });
  socket.on("close", () => leave());
  socket.on("error", (error) => needs.log.debug({ err: error }, "a client's connection broke"));

  function take(who: Person, frame: Exclude<ClientFrame, { type: "hello" }>): void {
    const asker: Asker = { person: who, send, isThere: () => socket.readyState === socket.OPEN };
    const go = (): Promise<void> => needs.answer(asker, frame).catch((error: unknown) => failed(error, frame.id));
    if (frame.type !== "say" && frame.type !== "press") {
      lookUp(go);
      return;
    }
    const waitMs = needs.gate.take(who.id);
    if (waitMs === 0) return void go();
    socket.pause();
    setTimeout(() => {
      void go();
      if (socket.readyState === socket.OPEN) socket.resume();
    }, waitMs).unref();
  }

  /** One after the other, each once the answer before it was read: files by the dozen must not pile up in memory. */
  function lookUp(go: () => Promise<void>): void {
    if (++asked > MOST_ASKED) socket.pause();
    asking = asking.then(async () => {
      if (await hasRead()) await go();
      if (--asked === MOST_ASKED && socket.readyState === socket.OPEN) socket.resume();
    });
  }

  async function hello({ as, after, recent }: Extract<ClientFrame, { type: "hello" }>): Promise<void> {
    if (person !== undefined) return send({ type: "error", code: "hello-twice", say: "You have said hello." });
    const admitted = needs.admit(door, as);
    if ("code" in admitted) {
      send({ type: "error", code: admitted.code, say: admitted.say });
      return socket.close(4403, admitted.code);
    }
    person = admitted.person;
    const { id, name } = person;
    const rooms = needs.roomsOf(id);
    const upTo = needs.lastNumber();
    leave = needs.hub.join({
      personId: id,
      event: inOrder,
      frame: (frame) => inOrder(AFTER_ALL, frame),
      recheck() {
        const again = needs.admit(door, as);
        if (!("person" in again) || again.person.id !== id) socket.close(4403, "not-you");
      },
    });
    if (socket.readyState !== socket.OPEN) leave();
    const ids = rooms.map((room) => room.id);
    const say = (frame: ServerFrame): void => sendText(JSON.stringify(frame));
    say({
      type: "welcome",
      person: { id, name },
      rooms: rooms.map(({ id, name, kind, topic }) => ({ id, name, kind, topic })),
      number: upTo,
      demo: needs.demo,
    });
    held = [];
    try {
      const pages = after === undefined ? [await needs.recent(ids, upTo, recent)] : needs.eventsSince(after, upTo, ids);
      for await (const page of pages) {
        for (const event of page) if (event.to === undefined || event.to === id) say({ type: "event", event });
        if (!(await hasRead())) return;
      }
      say({ type: "mark", number: upTo });
    } finally {
      const waited = held;
      held = undefined;
      for (const { number, frame } of waited) if (number > upTo) sendText(frame);
    }
  }

  /** Waits until the client has read most of what it was sent; false when it is gone, or let go for not reading. */
  async function hasRead(): Promise<boolean> {
    let untilMs = performance.now() + READ_PATIENCE_MS;
    let least = socket.bufferedAmount;
    while (socket.readyState === socket.OPEN && socket.bufferedAmount > MOST_UNREAD_BYTES / 8) {
      if (socket.bufferedAmount < least) {
        least = socket.bufferedAmount;
        untilMs = performance.now() + READ_PATIENCE_MS;
      }
      if (performance.now() > untilMs) socket.close(1013, "too slow; come back and go on");
      await sleep(LOOK_MS);
    }
    return socket.readyState === socket.OPEN;
  }

  /** Half caught up it would miss what lies between, so it has to come back. */
  function notGreeted(error: unknown): void {
    needs.log.error({ err: error }, "a client could not be caught up");
    socket.close(1011, "that went wrong; come back and go on");
  }

  /** With the frame's id: whoever sent it waits for an answer to exactly that. */
  function failed(error: unknown, id: string): void {
    needs.log.error({ err: error }, "a client's frame could not be served");
    send({ type: "error", id, code: "broken", say: "Wardroom could not take that. Try again in a moment." });
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** A frame as the protocol knows it, or the error that says what is wrong with it. */
function parseFrame(bytes: Buffer): ClientFrame | Extract<ServerFrame, { type: "error" }> {
  let text: string;
  try {
    text = utf8.decode(bytes);
  } catch {
    return { type: "error", code: "not-utf8", say: "That was not valid UTF-8, so nothing of it was taken." };
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return { type: "error", code: "not-json", say: "A frame is one JSON document; that was none." };
  }
  const parsed = clientFrameSchema.safeParse(json);
  const id = idOf(json);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return {
      type: "error",
      id,
      code: "wrong-frame",
      say: `That frame is not understood: ${issue?.path.join(".")} ${issue?.message}.`,
    };
  }
  if ("text" in parsed.data && parsed.data.text.length > MAX_TEXT_CHARS) {
    const say = `That is ${parsed.data.text.length.toLocaleString("en")} characters; a message has ${MAX_TEXT_CHARS.toLocaleString("en")} at most. Nothing of it was taken.`;
    return { type: "error", id, code: "too-long", say };
  }
  return parsed.data;
}

function idOf(json: unknown): string | undefined {
  if (typeof json !== "object" || json === null || !("id" in json)) return undefined;
  return typeof json.id === "string" ? json.id : undefined;
}
