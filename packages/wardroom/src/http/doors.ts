import type { Log } from "../base/log.ts";
import type { Feed } from "../deliver/feed.ts";
import { bodyOf, eventsSince, history, recentEvents } from "../deliver/history.ts";
import type { Identity } from "../identity/identity.ts";
import { endOf } from "../message/earlier.ts";
import type { Store } from "../store/store.ts";
import { admit } from "./admit.ts";
import { type AnswerNeeds, openAnswer } from "./answer.ts";
import type { ConnectionNeeds } from "./connection.ts";
import { openGate } from "./gate.ts";
import type { Hub } from "./hub.ts";

export interface DoorsNeeds extends Pick<AnswerNeeds, "hear" | "begin" | "explain" | "complete" | "file"> {
  readonly store: Store;
  readonly feed: Feed;
  readonly hub: Hub;
  readonly identity: Identity;
  readonly log: Log;
  readonly demo: boolean;
  /** The operating-system user whose socket folder this is. */
  readonly osUser: string;
  limits(): { readonly messageBurst: number; readonly messagesPerSecond: number };
  slowed(): void;
  now(): Date;
}

/** What a client of Wardroom's own rooms can do, over the store and the feed. */
export function openDoors({ store, feed, hub, identity, ...needs }: DoorsNeeds): ConnectionNeeds {
  const gate = openGate({ limits: needs.limits, nowMs: () => performance.now() });
  const roomsOf = identity.roomsOf;
  const answer = openAnswer({
    ...needs,
    roomsOf,
    reached: feed.reached,
    endOf: (message) => endOf(store, message),
    history: (room, before, limit) => history(store, room, before, limit),
    bodyOf: (message, rooms, personId) => bodyOf(store, message, rooms, personId),
  });
  return {
    hub,
    log: needs.log,
    demo: needs.demo,
    roomsOf,
    gate: {
      take(personId) {
        const waitMs = gate.take(personId);
        if (waitMs > 0) needs.slowed();
        return waitMs;
      },
    },
    admit: (door, as) =>
      admit({ demo: needs.demo, person: identity.person, osPerson: () => identity.osPerson(needs.osUser) }, door, as),
    lastNumber: () => feed.last,
    eventsSince: (after, upTo, rooms) => eventsSince(store, after, upTo, rooms),
    recent: (rooms, upTo, each) => recentEvents(store, rooms, upTo, each),
    // As the settings have the person now: groups may be others than at the hello.
    answer: (asker, frame) => answer({ ...asker, person: identity.person(asker.person.id) ?? asker.person }, frame),
  };
}
