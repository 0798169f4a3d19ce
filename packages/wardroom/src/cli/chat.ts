import { join } from "node:path";
import { type Config, readConfig } from "../config.ts";
import { readableLog } from "../terminal/log-line.ts";
import { runPipe } from "../terminal/pipe.ts";
import { openRemembered } from "../terminal/remember.ts";
import type { News } from "../terminal/session.ts";
import { messageLines } from "../terminal/transcript.ts";
import { openTerminalRoom, type TerminalRoom, type Tty } from "../terminal/tty.ts";
import { openView } from "../terminal/view.ts";
import { placeFlags, readFlags, wrongUsage } from "./flags.ts";
import type { Io } from "./io.ts";
import { type Reached, reach } from "./reach.ts";
import { inkOf, roomFor, type TalkNeeds } from "./say.ts";

const flags = { ...placeFlags, as: { type: "string" }, room: { type: "string" } } as const;

/** Events of each room that are fetched on the way in, so that one sees what was said before. */
const RECENT = 50;

/** A pipe waits this long for a server that went away before it gives up. */
const PIPE_PATIENCE_MS = 30_000;

/**
 * `wardroom chat`: the terminal room on a terminal; in a pipe one message a line, each answered before the next is sent.
 * Exit code 0, or 1 when in a pipe anything was refused or failed.
 */
export async function chat(args: readonly string[], io: Io, needs: TalkNeeds = {}): Promise<number> {
  const { values, positionals } = readFlags(args, flags);
  const [stray] = positionals;
  if (stray !== undefined)
    throw wrongUsage(`chat takes no words; "${stray}" is one. To say one thing: wardroom say "${stray}"`);
  const config = readConfig(values);
  const { as, room } = values;
  if (io.tty === undefined || config.dumbTerminal) return pipe(config, io, { as, room, ...needs });
  await visit(config, io, io.tty, { as, room, hints: [], ...needs });
  return 0;
}

interface Visit extends TalkNeeds {
  readonly as: string | undefined;
  readonly room: string | undefined;
}

async function pipe(config: Config, io: Io, { as, room, ...needs }: Visit): Promise<number> {
  const early: News[] = [];
  let take = (news: News): void => void early.push(news);
  const reached = await reach({ config, as, patienceMs: PIPE_PATIENCE_MS, onNews: (news) => take(news), ...needs });
  try {
    const { client, welcome } = reached;
    const view = openView(welcome.person.id);
    // On a terminal that can only print, what others say is shown as it comes; a pipe gets the replies alone.
    const watched = io.tty !== undefined;
    const ink = inkOf(config, io);
    take = (news) => {
      const print = news.kind === "event" ? view.event(news.event) : undefined;
      if (!watched || print === undefined || (!print.shown.bot && print.shown.by === welcome.person.name)) return;
      for (const line of messageLines(print.shown, ink, { now: print.edited })) io.stdout(`${line}\n`);
    };
    early.forEach(take);
    return await runPipe({
      client,
      welcome,
      view,
      room: roomFor(welcome, room),
      input: io.stdin,
      ink,
      watched,
      print: (text) => io.stdout(`${text}\n`),
      complain: (text) => io.stderr(`${text}\n`),
    });
  } finally {
    await reached.close();
  }
}

/** The terminal room until the person leaves, or `ended` does. Closes what it reached. */
export async function visit(
  config: Config,
  io: Io,
  tty: Tty,
  { as, room, hints, ended, ...needs }: Visit & { readonly hints: readonly string[]; readonly ended?: Promise<void> },
): Promise<void> {
  const early: News[] = [];
  let opened: TerminalRoom | undefined;
  const onNews = (news: News): void => (opened === undefined ? void early.push(news) : opened.news(news));
  const reached: Reached = await reach({ config, as, recent: RECENT, onNews, ...needs });
  try {
    const { client, welcome } = reached;
    const start = roomFor(welcome, room);
    const remembered = await openRemembered(join(config.dataDir, "terminal"), welcome.person.id);
    const terminal = openTerminalRoom({ tty, client, welcome, remembered, color: config.color, room: start, hints });
    // What this process logs would otherwise be written across the line being typed.
    const undivert = io.divert?.((text) => terminal.note(readableLog(text))) ?? (() => {});
    opened = terminal;
    for (const news of early.splice(0)) terminal.news(news);
    ended?.then(() => terminal.leave());
    await terminal.left;
    undivert();
    await remembered.idle();
  } finally {
    await reached.close();
  }
}
