import { Fault } from "../base/fault.ts";
import { newId } from "../base/id.ts";
import { type Config, readConfig } from "../config.ts";
import type { Running } from "../main.ts";
import type { WireRoom } from "../model/wire.ts";
import { directRoomOf, findRoom } from "../terminal/local.ts";
import type { Heard } from "../terminal/replies.ts";
import type { Welcome } from "../terminal/session.ts";
import { isDone, noSuchRoom } from "../terminal/speak.ts";
import { replyLines } from "../terminal/transcript.ts";
import { placeFlags, readFlags, wrongUsage } from "./flags.ts";
import type { Io } from "./io.ts";
import { reach } from "./reach.ts";

export const talkFlags = {
  ...placeFlags,
  as: { type: "string" },
  room: { type: "string" },
  json: { type: "boolean" },
} as const;

/** A server that goes away in the middle is waited for this long; what was said is then said to another, once. */
const PATIENCE_MS = 2_000;
const MOST_SERVERS = 3;
const MOST_RECENT = 200;

export interface TalkNeeds {
  startServer?(config: Config): Promise<Running>;
}

/**
 * `wardroom say TEXT`: one message in, every reply out. Exit code 0 when it was done, 1 when it was refused, failed or
 * asked back about. With `--json` one document: `{person, room, text, act, outcome, replies, entry?, entries?}`, where
 * `entry` is the first of the record's entries that the answer stands on.
 */
export async function say(args: readonly string[], io: Io, needs: TalkNeeds = {}): Promise<number> {
  const { values, positionals } = readFlags(args, talkFlags);
  const text = positionals.join(" ");
  if (text.trim() === "") throw wrongUsage('Say what? For example: wardroom say "what\'s going on with localhost"');
  const config = readConfig(values);
  const id = newId();

  for (let server = 1; ; server++) {
    // Said again to another server, it may have been answered already: the answer is then among what was said lately.
    const recent = server === 1 ? 0 : MOST_RECENT;
    const reached = await reach({ config, as: values.as, patienceMs: PATIENCE_MS, recent, ...needs });
    try {
      const room = roomFor(reached.welcome, values.room);
      const heard = await reached.client.say(room.id, text, { id });
      if (heard.kind === "refused" && heard.code === "server-gone" && server < MOST_SERVERS) continue;
      show(heard, { io, json: values.json === true, config, text, room, person: reached.welcome.person.id });
      return isDone(heard) ? 0 : 1;
    } finally {
      await reached.close();
    }
  }
}

/** The room that `--room` names, or the direct message with Wardroom. */
export function roomFor({ rooms }: Welcome, said: string | undefined): WireRoom {
  const room = said === undefined ? directRoomOf(rooms) : findRoom(rooms, said);
  if (room === undefined) throw new Fault("no-such-room", noSuchRoom(rooms, said ?? "that"));
  return room;
}

interface Showing {
  readonly io: Io;
  readonly json: boolean;
  readonly config: Config;
  readonly text: string;
  readonly room: WireRoom;
  readonly person: string;
}

function show(heard: Heard, { io, json, config, text, room, person }: Showing): void {
  const said = { person, room: room.id, text };
  if (heard.kind === "refused") {
    const { code, say } = heard;
    if (json) io.stdout(`${JSON.stringify({ ...said, act: null, outcome: "refused", code, say, replies: [] })}\n`);
    else io.stderr(`${say}\n`);
    return;
  }
  const { act, outcome, message, replies } = heard;
  const entries = replies.flatMap((reply) => reply.entries ?? []);
  if (json) {
    const record = entries.length === 0 ? {} : { entry: entries[0], entries };
    const plain = replies.map(({ entries: _, thread: __, ...reply }) => reply);
    io.stdout(`${JSON.stringify({ ...said, message, act, outcome, replies: plain, ...record })}\n`);
    return;
  }
  const ink = inkOf(config, io);
  for (const reply of replies)
    io.stdout(
      replyLines(reply, ink)
        .map((line) => `${line}\n`)
        .join(""),
    );
  if (act === "silent") io.stderr(`Said in ${room.name}. Wardroom was not spoken to, so nothing ran.\n`);
}

/** How answers are drawn where `io` leads: in colour and as wide as the terminal, or plain and 80 wide in a pipe. */
export function inkOf(config: Config, { columns }: Io): { columns: number; color: boolean } {
  return { columns: columns ?? 80, color: config.color && columns !== undefined };
}
