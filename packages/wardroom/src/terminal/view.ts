import type { RoomEvent } from "../model/event.ts";
import type { WireRoom } from "../model/wire.ts";
import type { Heard } from "./replies.ts";
import type { News } from "./session.ts";
import type { Shown } from "./transcript.ts";

/** A command that runs in a room, drawn among the live rows until its answer comes. */
export interface Running {
  readonly room: string;
  readonly text: string;
  readonly share?: number | undefined;
}

/** Something to put into the conversation for good. */
export type ToPrint = { readonly shown: Shown; readonly edited: boolean };

/** The buttons that a bare number presses. */
export interface Buttons {
  readonly message: string;
  readonly actions: readonly { readonly label: string; readonly says: string; readonly confirm?: string | undefined }[];
}

/** Earlier messages kept of each room, and how many of them are shown on entering it. */
const KEPT_EACH = 200;
const SHOWN_ON_ENTERING = 20;

/** What is said back without waiting for anything, unless there is something to choose. */
const SAID_ONLY: ReadonlySet<string> = new Set(["unknown", "dropped", "too-long"]);

/** What a person sees of the rooms: which room, what is in it, what runs, what is unread, which buttons count. */
export interface View {
  readonly room: WireRoom | undefined;
  readonly running: readonly Running[];
  readonly unread: ReadonlyMap<string, number>;
  /** The thread in which Wardroom waits for this person's next words, here. */
  readonly thread: string | undefined;
  /** Takes an event in; what of it belongs into the conversation that is shown comes back. */
  event(event: RoomEvent): ToPrint | undefined;
  progress(news: Extract<News, { kind: "progress" }>): void;
  /** What became of something said here; decides whether numbers are words and where the next words go. */
  settled(message: string, heard?: Heard): void;
  /** Goes to a room: its last messages come back, oldest first. */
  enter(room: WireRoom): readonly Shown[];
  /** From now on, what comes is new. */
  caughtUp(): void;
  leaveThread(): void;
  buttons(): Buttons | undefined;
  /** The files that came with answers here, the latest first. */
  files(): readonly { readonly id: string; readonly name: string }[];
  /** Who has spoken in the room, the latest last. */
  spoken(): readonly string[];
}

export function openView(personId: string): View {
  const rooms = new Map<string, Map<string, Shown>>();
  const running = new Map<string, Running & { answers: string | undefined }>();
  const unread = new Map<string, number>();
  const threads = new Map<string, string>();
  /** Rooms in which Wardroom waits for words, so that a number is one of them. */
  const wordsWanted = new Set<string>();
  let room: WireRoom | undefined;
  let live = false;

  function fold(event: RoomEvent): { shown: Shown; known: boolean } {
    const kept = rooms.get(event.room) ?? new Map<string, Shown>();
    rooms.set(event.room, kept);
    const before = kept.get(event.message);
    const { text, card, files, answers } = event.body;
    const shown: Shown = {
      message: event.message,
      room: event.room,
      thread: event.thread ?? before?.thread,
      at: before === undefined ? event.at : before.at,
      by: event.by.name,
      bot: event.by.kind === "bot",
      text,
      card,
      files,
      answers: answers ?? before?.answers,
    };
    kept.set(event.message, shown);
    const [oldest] = kept.keys();
    if (kept.size > KEPT_EACH && oldest !== undefined) kept.delete(oldest);
    return { shown, known: before !== undefined };
  }

  /** Ends whatever was drawn as running under this reply, or under the message that it answers. */
  function stop(message: string, answers: string | undefined): boolean {
    let stopped = false;
    for (const [key, one] of running) {
      if (
        key !== message &&
        key !== answers &&
        one.answers !== message &&
        (answers === undefined || one.answers !== answers)
      )
        continue;
      running.delete(key);
      stopped ||= key === message;
    }
    return stopped;
  }

  return {
    get room() {
      return room;
    },
    get running() {
      return [...running.values()].filter((one) => one.room === room?.id);
    },
    unread,
    get thread() {
      return room === undefined ? undefined : threads.get(room.id);
    },
    event(event) {
      const { shown, known } = fold(event);
      if (shown.card?.state === "running") {
        running.set(event.message, { room: event.room, answers: shown.answers, ...runningWords(shown) });
        return undefined;
      }
      const wasRunning = stop(event.message, shown.answers);
      if (!live) return undefined;
      if (event.room !== room?.id) {
        const mine = event.by.kind === "person" && event.by.id === personId;
        if (!mine && event.body.kind === "message") unread.set(event.room, (unread.get(event.room) ?? 0) + 1);
        return undefined;
      }
      return { shown, edited: known && !wasRunning };
    },
    progress({ room: where, message, text, share }) {
      const known = running.get(message) ?? [...running.values()].find(({ answers }) => answers === message);
      const key = [...running].find(([, one]) => one === known)?.[0] ?? message;
      running.set(key, { room: where, text, share, answers: known?.answers });
    },
    settled(message, heard) {
      stop(message, message);
      if (heard?.kind !== "settled") return;
      const where = [...rooms].find(([, kept]) => kept.has(heard.message))?.[0] ?? room?.id;
      if (where === undefined) return;
      const choices = heard.replies.some(({ card }) => (card?.actions?.length ?? 0) > 0);
      const waits = (heard.act === "ask" || heard.act === "confirm") && (choices || !SAID_ONLY.has(heard.outcome));
      const thread = heard.replies.find((reply) => reply.thread !== undefined)?.thread;
      if (waits && thread !== undefined) threads.set(where, thread);
      else threads.delete(where);
      if (waits && !choices) wordsWanted.add(where);
      else wordsWanted.delete(where);
    },
    enter(next) {
      room = next;
      unread.delete(next.id);
      const kept = [...(rooms.get(next.id)?.values() ?? [])];
      return kept.filter(({ card }) => card?.state !== "running").slice(-SHOWN_ON_ENTERING);
    },
    caughtUp() {
      live = true;
    },
    leaveThread() {
      if (room === undefined) return;
      threads.delete(room.id);
      wordsWanted.delete(room.id);
    },
    buttons() {
      if (room === undefined || wordsWanted.has(room.id)) return undefined;
      const latest = [...(rooms.get(room.id)?.values() ?? [])].findLast(({ card }) => (card?.actions?.length ?? 0) > 0);
      return latest?.card?.actions === undefined
        ? undefined
        : { message: latest.message, actions: latest.card.actions };
    },
    files() {
      const kept = [...(rooms.get(room?.id ?? "")?.values() ?? [])].toReversed();
      return kept.flatMap(({ files, card }) => [
        ...(files ?? []),
        ...(card?.blocks ?? []).flatMap((block) =>
          block.kind === "file" ? [{ id: block.file, name: block.name }] : [],
        ),
      ]);
    },
    spoken() {
      const kept = [...(rooms.get(room?.id ?? "")?.values() ?? [])];
      return [...new Set(kept.toReversed().map(({ by }) => by))].reverse();
    },
  };
}

/** What a running card says in one line: its progress, else its sentence. */
function runningWords({ card, by }: Shown): Pick<Running, "text" | "share"> {
  const progress = card?.blocks?.find((block) => block.kind === "progress");
  if (progress?.kind === "progress") return { text: progress.text, share: progress.share };
  return { text: card?.title ?? `${by} is at work` };
}
