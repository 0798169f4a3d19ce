import { createInterface } from "node:readline";
import { sayOf } from "../base/fault.ts";
import type { WireRoom } from "../model/wire.ts";
import type { RoomClient } from "./client.ts";
import { findRoom, localCommands } from "./local.ts";
import type { Heard } from "./replies.ts";
import { saveFile } from "./save.ts";
import type { Welcome } from "./session.ts";
import { fileMeant, hasFailed, noSuchRoom, roomsText, understand, whoText } from "./speak.ts";
import { type Ink, replyLines } from "./transcript.ts";
import type { View } from "./view.ts";

export interface PipeNeeds {
  readonly client: RoomClient;
  readonly welcome: Welcome;
  /** Fed with the client's events by whoever made it. */
  readonly view: View;
  readonly room: WireRoom;
  readonly input: NodeJS.ReadableStream;
  readonly ink: Ink;
  /** Somebody sits there: replies are shown with everything else in the room, by whoever feeds the view. */
  readonly watched: boolean;
  print(text: string): void;
  complain(text: string): void;
}

/**
 * One message a line, each answered before the next is sent. Resolves when the input has ended and all is answered: to
 * 0, or to 1 when anything was refused or failed.
 */
export async function runPipe(needs: PipeNeeds): Promise<number> {
  const { client, view, welcome } = needs;
  let { room } = needs;
  let failed = false;
  view.enter(room);
  view.caughtUp();

  function show(heard: Heard): void {
    if (heard.kind === "refused") needs.complain(heard.say);
    else if (!needs.watched)
      for (const reply of heard.replies) for (const line of replyLines(reply, needs.ink)) needs.print(line);
    if (heard.kind === "settled") view.settled(heard.message, heard);
    failed ||= hasFailed(heard);
  }

  for await (const line of createInterface({ input: needs.input, crlfDelay: Number.POSITIVE_INFINITY })) {
    if (line.trim() === "") continue;
    const spoken = understand(view, room, line);
    if (spoken.kind === "press") show(await client.press(spoken.message, spoken.action));
    else if (spoken.kind === "say")
      show(await client.say(spoken.room, spoken.text, spoken.thread === undefined ? {} : { thread: spoken.thread }));
    else if (spoken.local.kind === "quit") break;
    else if (spoken.local.kind === "rooms") needs.print(roomsText(welcome.rooms, view));
    else if (spoken.local.kind === "who") needs.print(whoText(welcome.person, view));
    else if (spoken.local.kind === "join") {
      const next = findRoom(welcome.rooms, spoken.local.room);
      if (next !== undefined) view.enter(next);
      else needs.complain(noSuchRoom(welcome.rooms, spoken.local.room));
      failed ||= next === undefined;
      room = next ?? room;
    } else if (spoken.local.kind === "save") {
      try {
        needs.print(await saveFile(client, fileMeant(view, spoken.local.file), spoken.local.path));
      } catch (error) {
        needs.complain(sayOf(error));
        failed = true;
      }
    } else {
      for (const { usage, summary } of localCommands) needs.print(`${usage}  ${summary}`);
      show(await client.say(room.id, "help"));
    }
  }
  return failed ? 1 : 0;
}
