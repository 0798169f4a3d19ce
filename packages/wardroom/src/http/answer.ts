import { setTimeout as sleep } from "node:timers/promises";
import type { Heard, Incoming } from "../message/hear/hear.ts";
import type { EventBody, RoomEvent } from "../model/event.ts";
import type { Act } from "../model/interpretation.ts";
import type { Message, Person } from "../model/message.ts";
import type { Room } from "../model/room.ts";
import type { ClientFrame, ServerFrame } from "../model/wire.ts";

export interface AnswerNeeds {
  hear(incoming: Incoming): Promise<Heard>;
  /** Begins the work of a message; its answer comes through the room. */
  begin(message: Message): void;
  /** How the work of a message ended; undefined while it goes on. */
  endOf(message: string): Promise<{ readonly act: Act; readonly outcome: string } | undefined>;
  roomsOf(personId: string): readonly Room[];
  /** Resolves when all events up to `number` were given to the sockets. */
  reached(number: number): Promise<void>;
  history(room: string, before: number | undefined, limit: number): Promise<readonly RoomEvent[]>;
  /** How the message reads now, if this person can see it. */
  bodyOf(
    message: string,
    room: ReadonlySet<string>,
    personId: string,
  ): Promise<{ room: string; thread?: string; body: EventBody } | undefined>;
  explain(person: Person, room: string, text: string): Promise<unknown>;
  complete(person: Person, room: string, text: string): Promise<unknown>;
  file(person: Person, id: string): Promise<{ name: string; content: Uint8Array } | undefined>;
  now(): Date;
}

type Asked = Exclude<ClientFrame, { type: "hello" }>;

/** The client that asks: gets the frames, and may be gone before all of them are there. */
export interface Asker {
  readonly person: Person;
  send(frame: ServerFrame): void;
  isThere(): boolean;
}

/** How often it is looked whether a message that was said again is answered by now, in ms. */
const LOOK_MS = 500;

/** Wardroom's own rooms, as a chat: what a person who is in says, presses or looks up. */
export function openAnswer(needs: AnswerNeeds): (asker: Asker, frame: Asked) => Promise<void> {
  /** Heard is told before the work begins, so that no answer overtakes it. */
  async function hear(asker: Asker, room: Room, said: Said): Promise<void> {
    const { person } = asker;
    const { message, fresh, number } = await needs.hear({
      platform: "wardroom",
      room: room.id,
      ownRoom: true,
      event: {
        kind: said.kind,
        native: `${person.id}/${said.id}`,
        tenant: "local",
        userId: person.id,
        room: room.id,
        direct: room.kind === "direct",
        thread: said.thread,
        text: said.text,
        at: needs.now(),
      },
    });
    await needs.reached(number);
    asker.send({ type: "heard", id: said.id, message: message.id, number });
    if (fresh) needs.begin(message);
    else await tellEnd(asker, message.id);
  }

  /** Of a message that was said again: it may have ended, or end in another process, where its end is told to others. */
  async function tellEnd(asker: Asker, answers: string): Promise<void> {
    while (asker.isThere()) {
      const ended = await needs.endOf(answers);
      if (ended !== undefined) return asker.send({ type: "settled", answers, ...ended });
      await sleep(LOOK_MS);
    }
  }

  return async (asker, frame) => {
    const { person } = asker;
    const rooms = new Map(needs.roomsOf(person.id).map((room) => [room.id, room]));
    const refuse = (code: string, say: string): void => asker.send({ type: "error", id: frame.id, code, say });
    const reply = (body: unknown): void => asker.send({ type: "reply", id: frame.id, body });

    if (frame.type === "press") {
      const pressed = await needs.bodyOf(frame.message, new Set(rooms.keys()), person.id);
      const action = pressed?.body.card?.actions?.[frame.action];
      const room = pressed && rooms.get(pressed.room);
      if (action === undefined || room === undefined)
        return refuse("no-such-button", "That button is not there any more.");
      return hear(asker, room, { id: frame.id, text: action.says, thread: pressed?.thread, kind: "press" });
    }
    if (frame.type === "file") {
      const file = await needs.file(person, frame.file);
      if (file === undefined) return refuse("no-such-file", "There is no such file in a room of yours.");
      return reply({ name: file.name, base64: Buffer.from(file.content).toString("base64") });
    }
    const room = rooms.get(frame.room);
    if (room === undefined) return refuse("no-such-room", `You are in no room called ${frame.room}.`);
    switch (frame.type) {
      case "say":
        return hear(asker, room, { id: frame.id, text: frame.text, thread: frame.thread, kind: "message" });
      case "history": {
        const events = await needs.history(room.id, frame.before, frame.limit);
        return reply({ events: events.filter(({ to }) => to === undefined || to === person.id) });
      }
      case "explain":
        return reply(await needs.explain(person, room.id, frame.text));
      case "complete":
        return reply(await needs.complete(person, room.id, frame.text));
    }
  };
}

interface Said {
  readonly id: string;
  readonly text: string;
  readonly thread?: string;
  readonly kind: "message" | "press";
}
