import { sayOf } from "../base/fault.ts";
import { newId } from "../base/id.ts";
import { paint } from "../card/paint.ts";
import { safeLine } from "../card/safe.ts";
import { cells } from "../card/width.ts";
import type { RoomEvent } from "../model/event.ts";
import type { WireRoom } from "../model/wire.ts";
import type { RoomClient } from "./client.ts";
import { completeLine } from "./completion.ts";
import { type Asked, emptyLine, type Line, layout, press } from "./line.ts";
import { findRoom, type Local, localCommands } from "./local.ts";
import { openRawInput, type TtyInput } from "./raw.ts";
import type { Remembered } from "./remember.ts";
import type { Heard } from "./replies.ts";
import { saveFile } from "./save.ts";
import { openScreen } from "./screen.ts";
import type { News, Welcome } from "./session.ts";
import { fileMeant, noSuchRoom, roomsText, understand, whoText } from "./speak.ts";
import { headingLine, type Ink, messageLines, noteLines, runningLines } from "./transcript.ts";
import { openView } from "./view.ts";
import { newcomerText } from "./welcome.ts";

/** The terminal itself: where keys come from and where is drawn. */
export interface Tty {
  readonly input: TtyInput;
  write(text: string): void;
  columns(): number;
  rows(): number;
  onResize(changed: () => void): () => void;
}

export interface TtyNeeds {
  readonly tty: Tty;
  readonly client: RoomClient;
  readonly welcome: Welcome;
  readonly remembered: Remembered;
  readonly color: boolean;
  readonly zone?: string | undefined;
  /** Where to begin; the direct message with Wardroom when absent. */
  readonly room: WireRoom;
  /** How others join, a line each; shown on the way in. */
  readonly hints: readonly string[];
}

export interface TerminalRoom {
  news(news: News): void;
  /** A line of the program's own (a log, say) above the prompt. */
  note(text: string): void;
  /** Resolves when the person leaves, or `leave` is called. */
  readonly left: Promise<void>;
  leave(): void;
}

/** Rows that pending words and running commands may take above the prompt. */
const MOST_LIVE_ROWS = 6;

/** The room on a terminal: what is said scrolls by above, the line being typed stays whole below. */
export function openTerminalRoom(needs: TtyNeeds): TerminalRoom {
  const { tty, client, remembered, color } = needs;
  let { welcome } = needs;
  const view = openView(welcome.person.id);
  const screen = openScreen(tty);
  const left = Promise.withResolvers<void>();
  const pending = new Map<string, { text: string; at: string }>();
  let line: Line = emptyLine;
  let confirming: { message: string; action: number } | undefined;
  let away = false;
  let arrived = false;
  let gone = false;
  /** Said before there was a room to say it in; said there once there is. */
  const early: string[] = [];

  const ink = (): Ink => ({ columns: Math.max(20, tty.columns()), color, zone: needs.zone });
  const say = (text: string): void => {
    screen.print(noteLines(text, ink()));
    redraw();
  };

  function redraw(): void {
    if (gone) return;
    const above: string[] = [];
    for (const { text, at } of pending.values())
      above.push(...messageLines({ message: "", room: "", at, by: welcome.person.name, bot: false, text }, ink()));
    for (const { text, share } of view.running) above.push(...runningLines(text, share, ink()));
    const shown = above.slice(-Math.min(MOST_LIVE_ROWS, Math.max(1, tty.rows() - 3)));
    if (away) shown.push(...noteLines("Not connected. Trying again; what you say is kept and sent then.", ink()));
    const { text, width } = prompt();
    const { rows, cursor } = layout(text, width, line, ink().columns);
    screen.live({ rows: [...shown, ...rows], cursor: { ...cursor, row: cursor.row + shown.length } });
  }

  /** `ana #soc (2 in #it-ops) › `, shorter where the terminal is narrow. */
  function prompt(): { text: string; width: number } {
    const room = safeLine(view.room?.name ?? "");
    const unread = welcome.rooms.flatMap(({ id, name }) => {
      const many = view.unread.get(id) ?? 0;
      return many > 0 ? [`${many} in ${safeLine(name)}`] : [];
    });
    const all = [...view.unread.values()].reduce((sum, many) => sum + many, 0);
    const tail = `${view.thread === undefined ? "" : " ↳"} › `;
    // The line being typed keeps half of the row: of what stands before it, the least needed goes first.
    const who = `${safeLine(welcome.person.id)} `;
    const [fitting = ["", ""]] = [
      [who, all > 0 ? ` (${unread.join(", ")})` : ""],
      [who, all > 0 ? ` (${all} unread)` : ""],
      ["", all > 0 ? ` (${all})` : ""],
    ].filter((parts) => cells(parts.join("") + room + tail) <= ink().columns / 2);
    const spans = [
      { text: fitting[0] ?? "", style: "quiet" },
      { text: room, style: "accent" },
      { text: fitting[1] ?? "", style: "quiet" },
      { text: tail, style: "bold" },
    ] as const;
    return { text: paint(spans, color), width: cells(spans.map(({ text }) => text).join("")) };
  }

  function enter(room: WireRoom): void {
    const earlier = view.enter(room);
    screen.print([headingLine(room.name, room.topic, ink())]);
    for (const shown of earlier) screen.print(messageLines(shown, ink()));
    if (earlier.length === 0 && room.kind === "direct") screen.print(noteLines(newcomerText(welcome), ink()));
    redraw();
  }

  function submit(): void {
    const { text } = line;
    line = { ...emptyLine, cut: line.cut };
    if (text.trim() === "") view.leaveThread();
    else {
      remembered.add(text);
      if (confirming === undefined) speak(text);
      else decide(text, confirming);
    }
    redraw();
  }

  function decide(text: string, { message, action }: { message: string; action: number }): void {
    confirming = undefined;
    if (/^\s*(y|yes)\s*$/i.test(text)) follow(client.press(message, action), undefined);
    else say("Left as it is.");
  }

  function speak(text: string): void {
    if (view.room === undefined) {
      early.push(text);
      return;
    }
    const spoken = understand(view, view.room, text);
    if (spoken.kind === "local") {
      screen.print(noteLines(`› ${text.trim()}`, ink()));
      doLocally(spoken.local);
    } else if (spoken.kind === "press") {
      if (spoken.confirm === undefined) follow(client.press(spoken.message, spoken.action), undefined);
      else {
        confirming = spoken;
        say(`${spoken.confirm} Type y to go on, anything else leaves it.`);
      }
    } else {
      const id = newId();
      pending.set(id, { text, at: new Date().toISOString() });
      const thread = spoken.thread === undefined ? {} : { thread: spoken.thread };
      follow(client.say(spoken.room, spoken.text, { id, ...thread }), id);
    }
  }

  function follow(said: Promise<Heard>, id: string | undefined): void {
    void said.then((heard) => {
      if (id !== undefined) pending.delete(id);
      if (gone) return;
      if (heard.kind === "refused") say(`Not taken: ${heard.say}`);
      else view.settled(heard.message, heard);
      redraw();
    });
  }

  /** One's own words are drawn as pending until they come back as an event; of two that are alike, the first has come. */
  function arrivedAs({ by, body }: RoomEvent): void {
    if (by.kind !== "person" || by.id !== welcome.person.id) return;
    const [id] = [...pending].find(([, { text }]) => text === body.text) ?? [];
    if (id !== undefined) pending.delete(id);
  }

  function doLocally(local: Local): void {
    if (local.kind === "quit") leave();
    else if (local.kind === "rooms") say(roomsText(welcome.rooms, view));
    else if (local.kind === "who") say(whoText(welcome.person, view));
    else if (local.kind === "save")
      saveFile(client, fileMeant(view, local.file), local.path).then(say, (error: unknown) => say(sayOf(error)));
    else if (local.kind === "join") {
      const room = findRoom(welcome.rooms, local.room);
      if (room === undefined) say(noSuchRoom(welcome.rooms, local.room));
      else enter(room);
    } else {
      say(localCommands.map(({ usage, summary }) => `${usage.padEnd(18)} ${summary}`).join("\n"));
      speak("help");
    }
  }

  function ask(asked: Asked | undefined): void {
    if (asked === "submit") submit();
    else if (confirming !== undefined && (asked === "quit" || asked === "leave")) decide("", confirming);
    else if (asked === "quit") leave();
    else if (asked === "clear-screen") screen.clear();
    else if (asked === "suspend") input.suspend();
    else if (asked === "leave") view.leaveThread();
    else if (asked === "complete") {
      const before = line;
      completeLine(client, welcome.rooms, view.room?.id ?? "", before, view.files()).then(
        ({ line: next, choices }) => {
          if (line !== before) return;
          line = next;
          if (choices !== undefined) say(choices);
          redraw();
        },
        () => {},
      );
    }
  }

  const input = openRawInput(tty.input, tty.write, {
    key(key) {
      const pressed = press(line, key, remembered.lines);
      line = pressed.line;
      ask(pressed.asked);
      redraw();
    },
    ended: () => leave(),
    resumed() {
      screen.print([]);
      redraw();
    },
  });
  const stopResize = tty.onResize(() => {
    screen.resized();
    redraw();
  });

  function leave(): void {
    if (gone) return;
    gone = true;
    stopResize();
    screen.close();
    input.close();
    left.resolve();
  }

  redraw();
  return {
    news(news) {
      if (gone) return;
      if (news.kind === "in") {
        away = false;
        welcome = news;
      } else if (news.kind === "away") away = true;
      else if (news.kind === "caught-up" && !arrived) {
        arrived = true;
        view.caughtUp();
        screen.print(needs.hints.flatMap((hint) => noteLines(hint, ink())));
        enter(needs.room);
        for (const text of early.splice(0)) speak(text);
      } else if (news.kind === "event") {
        const print = view.event(news.event);
        arrivedAs(news.event);
        if (print !== undefined) screen.print(messageLines(print.shown, ink(), { now: print.edited }));
      } else if (news.kind === "progress") view.progress(news);
      else if (news.kind === "heard") pending.delete(news.id);
      else if (news.kind === "settled") view.settled(news.message);
      else if (news.kind === "refused" && news.id === undefined) say(news.say);
      redraw();
    },
    note: say,
    left: left.promise,
    leave,
  };
}
