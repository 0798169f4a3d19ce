import type { RoomEvent } from "../model/event.ts";
import type { ClientFrame, ServerFrame, WireRoom } from "../model/wire.ts";

/** A frame that is answered by its id; sent again after a break until it is. */
export type Asking = Exclude<ClientFrame, { type: "hello" }>;

export interface Welcome {
  readonly person: { readonly id: string; readonly name: string };
  readonly rooms: readonly WireRoom[];
  readonly demo: boolean;
}

interface Pending {
  readonly frame: Asking;
  /** The message it became, once the server has stored it. */
  readonly message?: string;
}

/**
 * What a client knows of its conversation with the server. It is honest: a thing said is pending until its answer is
 * over, and it is said again with the same id after each break, so it is heard once and its end is not missed.
 */
export interface Session {
  /** `catching-up` until all that was missed has come: an answer's end must not overtake its replies. */
  readonly phase: "away" | "greeting" | "catching-up" | "in" | "refused";
  readonly as: string | undefined;
  readonly recent: number;
  /** Everything up to here has come; where to go on from after a break. */
  readonly upTo: number | undefined;
  readonly lastEvent: number;
  /** Numbers that came before the first mark: a first catching up may come room by room. */
  readonly early: ReadonlySet<number>;
  readonly pending: readonly Pending[];
  /** Ends that were told while catching up. */
  readonly held: readonly Extract<ServerFrame, { type: "settled" }>[];
  /** Breaks in a row without a welcome between. */
  readonly tries: number;
}

export type Input =
  | { readonly kind: "opened" }
  | { readonly kind: "lost" }
  | { readonly kind: "frame"; readonly frame: ServerFrame }
  | { readonly kind: "ask"; readonly frame: Asking }
  /** A frame that the server asked to be left alone with has waited. */
  | { readonly kind: "again"; readonly id: string };

/** What whoever uses the client is told. */
export type News =
  | ({ readonly kind: "in" } & Welcome)
  /** Everything that had been missed has come. */
  | { readonly kind: "caught-up" }
  | { readonly kind: "away"; readonly retryMs: number }
  | { readonly kind: "event"; readonly event: RoomEvent }
  | {
      readonly kind: "progress";
      readonly room: string;
      readonly message: string;
      readonly text: string;
      readonly share?: number | undefined;
    }
  | { readonly kind: "heard"; readonly id: string; readonly message: string }
  /** `id` is there when this client said it. */
  | {
      readonly kind: "settled";
      readonly id: string | undefined;
      readonly message: string;
      readonly act: string;
      readonly outcome: string;
    }
  | { readonly kind: "reply"; readonly id: string; readonly body: unknown }
  /** With an id: that one thing was not taken. Without: this client is not let in. */
  | { readonly kind: "refused"; readonly id: string | undefined; readonly code: string; readonly say: string };

export type Effect =
  | { readonly kind: "connect"; readonly afterMs: number }
  | { readonly kind: "transmit"; readonly frame: ClientFrame }
  | { readonly kind: "later"; readonly id: string; readonly afterMs: number }
  | { readonly kind: "tell"; readonly news: News };

export function newSession(as: string | undefined, recent: number): Session {
  return {
    phase: "away",
    as,
    recent,
    upTo: undefined,
    lastEvent: 0,
    early: new Set(),
    pending: [],
    held: [],
    tries: 0,
  };
}

const FIRST_RETRY_MS = 200;
const LAST_RETRY_MS = 5_000;

/** One step: pure, so that every order of breaks and frames can be tried. */
export function step(session: Session, input: Input): [Session, Effect[]] {
  switch (input.kind) {
    case "opened": {
      const { as, recent, upTo } = session;
      const hello = {
        type: "hello",
        recent,
        ...(as === undefined ? {} : { as }),
        ...(upTo === undefined ? {} : { after: upTo }),
      } as const;
      return [{ ...session, phase: "greeting" }, [transmit(hello)]];
    }
    case "lost": {
      if (session.phase === "refused") return [session, []];
      const retryMs = Math.min(LAST_RETRY_MS, FIRST_RETRY_MS * 2 ** session.tries);
      return [
        { ...session, phase: "away", tries: session.tries + 1 },
        [tell({ kind: "away", retryMs }), { kind: "connect", afterMs: retryMs }],
      ];
    }
    case "ask": {
      const next = { ...session, pending: [...session.pending, { frame: input.frame }] };
      return [next, session.phase === "in" ? [transmit(input.frame)] : []];
    }
    case "again": {
      const again = session.pending.find(({ frame }) => frame.id === input.id);
      return [session, again !== undefined && session.phase === "in" ? [transmit(again.frame)] : []];
    }
    case "frame":
      return take(session, input.frame);
  }
}

function take(session: Session, frame: ServerFrame): [Session, Effect[]] {
  switch (frame.type) {
    case "welcome": {
      // A server that counts less than we have seen is another history; what we knew of numbers means nothing there.
      const other = session.upTo !== undefined && session.upTo > frame.number;
      const { person, rooms, demo } = frame;
      return [
        {
          ...session,
          phase: "catching-up",
          tries: 0,
          held: [],
          ...(other ? { upTo: frame.number, lastEvent: frame.number } : {}),
        },
        [tell({ kind: "in", person, rooms, demo })],
      ];
    }
    case "event": {
      const { number } = frame.event;
      if (number <= session.lastEvent || session.early.has(number)) return [session, []];
      const seen =
        session.upTo === undefined
          ? { early: new Set([...session.early, number]) }
          : { lastEvent: number, upTo: Math.max(session.upTo, number) };
      return [{ ...session, ...seen }, [tell({ kind: "event", event: frame.event })]];
    }
    case "mark":
      return mark(session, frame.number);
    case "heard": {
      const pending = session.pending.map((one) =>
        one.frame.id === frame.id ? { ...one, message: frame.message } : one,
      );
      return [{ ...session, pending }, [tell({ kind: "heard", id: frame.id, message: frame.message })]];
    }
    case "settled": {
      if (session.phase === "catching-up") return [{ ...session, held: [...session.held, frame] }, []];
      const mine = session.pending.find(({ message }) => message === frame.answers);
      const { act, outcome, answers: message } = frame;
      return [without(session, mine?.frame.id), [tell({ kind: "settled", id: mine?.frame.id, message, act, outcome })]];
    }
    case "progress":
      return [
        session,
        [tell({ kind: "progress", room: frame.room, message: frame.message, text: frame.text, share: frame.share })],
      ];
    case "reply":
      return [without(session, frame.id), [tell({ kind: "reply", id: frame.id, body: frame.body })]];
    case "error":
      return refused(session, frame);
  }
}

function mark(session: Session, number: number): [Session, Effect[]] {
  const lastEvent = Math.max(session.lastEvent, number, ...session.early);
  const upTo = Math.max(session.upTo ?? 0, lastEvent);
  const marked: Session = { ...session, lastEvent, upTo, early: new Set() };
  if (session.phase !== "catching-up") return [marked, []];
  let next: Session = { ...marked, phase: "in", held: [] };
  const effects = [tell({ kind: "caught-up" })];
  for (const settled of session.held) {
    const [after, more] = take(next, settled);
    next = after;
    effects.push(...more);
  }
  return [next, [...effects, ...next.pending.map((pending) => transmit(pending.frame))]];
}

function refused(session: Session, frame: Extract<ServerFrame, { type: "error" }>): [Session, Effect[]] {
  const { id, code, say, retryAfterMs } = frame;
  if (id !== undefined && retryAfterMs !== undefined) return [session, [{ kind: "later", id, afterMs: retryAfterMs }]];
  const phase = id === undefined && session.phase === "greeting" ? "refused" : session.phase;
  return [{ ...without(session, id), phase }, [tell({ kind: "refused", id, code, say })]];
}

function without(session: Session, id: string | undefined): Session {
  if (id === undefined) return session;
  return { ...session, pending: session.pending.filter(({ frame }) => frame.id !== id) };
}

function transmit(frame: ClientFrame): Effect {
  return { kind: "transmit", frame };
}

function tell(news: News): Effect {
  return { kind: "tell", news };
}
