import type { RoomEvent } from "../model/event.ts";
import type { ServerFrame } from "../model/wire.ts";

/** A client that is in: what the hub needs of it. */
export interface Listener {
  readonly personId: string;
  rooms(): ReadonlySet<string>;
  /** `number` is that of the event in the frame; a client that is still catching up keeps it for later. */
  event(number: number, frame: string): void;
  frame(frame: string): void;
}

/** Who is connected, and who gets what. A frame is written as JSON once, however many get it. */
export interface Hub {
  join(listener: Listener): () => void;
  events(events: readonly RoomEvent[]): void;
  /** To all connections of a person. */
  tell(personId: string, frame: ServerFrame): void;
  /** To everybody in a room who is connected. */
  tellRoom(room: string, frame: ServerFrame): void;
  readonly size: number;
}

export function openHub(): Hub {
  const listeners = new Set<Listener>();
  return {
    get size() {
      return listeners.size;
    },
    join(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    events(events) {
      for (const event of events) {
        let frame: string | undefined;
        for (const listener of listeners) {
          if (!listener.rooms().has(event.room) || (event.to !== undefined && event.to !== listener.personId)) continue;
          frame ??= JSON.stringify({ type: "event", event } satisfies ServerFrame);
          listener.event(event.number, frame);
        }
      }
    },
    tell(personId, frame) {
      const text = JSON.stringify(frame);
      for (const listener of listeners) if (listener.personId === personId) listener.frame(text);
    },
    tellRoom(room, frame) {
      const text = JSON.stringify(frame);
      for (const listener of listeners) if (listener.rooms().has(room)) listener.frame(text);
    },
  };
}
