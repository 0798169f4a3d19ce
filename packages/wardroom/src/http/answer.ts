import type { Heard, Incoming } from "../message/hear/hear.ts";
import type { EventBody, RoomEvent } from "../model/event.ts";
import type { Message, Person } from "../model/message.ts";
import type { Room } from "../model/room.ts";
import type { ClientFrame, ServerFrame } from "../model/wire.ts";

export interface AnswerNeeds {
  hear(incoming: Incoming): Promise<Heard>;
  /** Begins the work of a message; its answer comes through the room. */
  begin(message: Message): void;
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

/** Wardroom's own rooms, as a chat: what a person who is in says, presses or looks up. */
export function openAnswer(needs: AnswerNeeds): (person: Person, frame: Asked) => Promise<readonly ServerFrame[]> {
  async function heard(
    person: Person,
    room: Room,
    said: { id: string; text: string; thread?: string; kind: "message" | "press" },
  ): Promise<readonly ServerFrame[]> {
    const { message, fresh, number, ended } = await needs.hear({
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
    if (fresh) needs.begin(message);
    await needs.reached(number);
    const frames: ServerFrame[] = [{ type: "heard", id: said.id, message: message.id, number }];
    if (ended !== undefined)
      frames.push({ type: "settled", answers: message.id, act: ended.act, outcome: ended.outcome });
    return frames;
  }

  return async (person, frame) => {
    const rooms = new Map(needs.roomsOf(person.id).map((room) => [room.id, room]));
    if (frame.type === "press") {
      const pressed = await needs.bodyOf(frame.message, new Set(rooms.keys()), person.id);
      const action = pressed?.body.card?.actions?.[frame.action];
      const room = pressed && rooms.get(pressed.room);
      if (pressed === undefined || action === undefined || room === undefined)
        return [{ type: "error", id: frame.id, code: "no-such-button", say: "That button is not there any more." }];
      return heard(person, room, { id: frame.id, text: action.says, thread: pressed.thread, kind: "press" });
    }
    if (frame.type === "file") {
      const file = await needs.file(person, frame.file);
      if (file === undefined)
        return [
          { type: "error", id: frame.id, code: "no-such-file", say: "There is no such file in a room of yours." },
        ];
      return [
        {
          type: "reply",
          id: frame.id,
          body: { name: file.name, base64: Buffer.from(file.content).toString("base64") },
        },
      ];
    }
    const room = rooms.get(frame.room);
    if (room === undefined)
      return [{ type: "error", id: frame.id, code: "no-such-room", say: `You are in no room called ${frame.room}.` }];
    switch (frame.type) {
      case "say":
        return heard(person, room, { id: frame.id, text: frame.text, thread: frame.thread, kind: "message" });
      case "history": {
        const events = await needs.history(room.id, frame.before, frame.limit);
        return [
          {
            type: "reply",
            id: frame.id,
            body: { events: events.filter(({ to }) => to === undefined || to === person.id) },
          },
        ];
      }
      case "explain":
        return [{ type: "reply", id: frame.id, body: await needs.explain(person, room.id, frame.text) }];
      case "complete":
        return [{ type: "reply", id: frame.id, body: await needs.complete(person, room.id, frame.text) }];
    }
  };
}
