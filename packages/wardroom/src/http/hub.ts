import type { RoomEvent } from "../model/event.ts";
import type { ServerFrame } from "../model/wire.ts";

/** A client that is in: what the hub needs of it. */
export interface Listener {
  readonly personId: string;
  /** `number` is that of the event in the frame; a client that is still catching up keeps it for later. */
  event(number: number, frame: string): void;
  frame(frame: string): void;
  /** The settings may have changed: whoever is not let in any more leaves. */
  recheck(): void;
}

/** Who is connected, and who gets what. A frame is written as JSON once, however many get it. */
export interface Hub {
  join(listener: Listener): () => void;
  events(events: readonly RoomEvent[]): void;
  /** To all connections of a person. */
  tell(personId: string, frame: ServerFrame): void;
  /** To everybody in a room who is connected. */
  tellRoom(room: string, frame: ServerFrame): void;
  /** Who is in which room may have changed. */
  refresh(): void;
  readonly size: number;
}

/** `roomsOf` gives the ids of the rooms that a person is in; asked when somebody joins and at each `refresh`. */
export function openHub(roomsOf: (personId: string) => readonly string[]): Hub {
  const listeners = new Set<Listener>();
  let byRoom = new Map<string, Set<Listener>>();
  const byPerson = new Map<string, Set<Listener>>();

  function enter(listener: Listener): void {
    for (const room of roomsOf(listener.personId)) add(byRoom, room, listener);
  }

  return {
    get size() {
      return listeners.size;
    },
    join(listener) {
      listeners.add(listener);
      add(byPerson, listener.personId, listener);
      enter(listener);
      return () => {
        listeners.delete(listener);
        byPerson.get(listener.personId)?.delete(listener);
        for (const members of byRoom.values()) members.delete(listener);
      };
    },
    events(events) {
      for (const event of events) {
        const members = byRoom.get(event.room);
        if (members === undefined || members.size === 0) continue;
        const frame = JSON.stringify({ type: "event", event } satisfies ServerFrame);
        for (const listener of members)
          if (event.to === undefined || event.to === listener.personId) listener.event(event.number, frame);
      }
    },
    tell(personId, frame) {
      const text = JSON.stringify(frame);
      for (const listener of byPerson.get(personId) ?? []) listener.frame(text);
    },
    tellRoom(room, frame) {
      const text = JSON.stringify(frame);
      for (const listener of byRoom.get(room) ?? []) listener.frame(text);
    },
    refresh() {
      byRoom = new Map();
      for (const listener of [...listeners]) {
        enter(listener);
        listener.recheck();
      }
    },
  };
}

function add(map: Map<string, Set<Listener>>, key: string, listener: Listener): void {
  const found = map.get(key);
  if (found === undefined) map.set(key, new Set([listener]));
  else found.add(listener);
}
