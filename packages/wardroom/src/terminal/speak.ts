import type { WireRoom } from "../model/wire.ts";
import { type Local, localCommand } from "./local.ts";
import type { Heard } from "./replies.ts";
import type { View } from "./view.ts";

/** What a typed line is: something the terminal does, a button pressed by its number, or words for the room. */
export type Spoken =
  | { readonly kind: "local"; readonly local: Local }
  | { readonly kind: "press"; readonly message: string; readonly action: number; readonly confirm: string | undefined }
  | { readonly kind: "say"; readonly room: string; readonly text: string; readonly thread: string | undefined };

/** The same on a terminal and in a pipe. A number is a button only where the latest buttons have that many. */
export function understand(view: View, room: WireRoom, text: string): Spoken {
  const local = localCommand(text);
  if (local !== undefined) return { kind: "local", local };
  const buttons = /^\s*\d{1,2}\s*$/.test(text) ? view.buttons() : undefined;
  const action = Number(text) - 1;
  const button = buttons?.actions[action];
  if (buttons !== undefined && button !== undefined)
    return { kind: "press", message: buttons.message, action, confirm: button.confirm };
  return { kind: "say", room: room.id, text, thread: view.thread };
}

/** The file that is meant by `/save`: the latest of that name, the one whose id begins so, or the latest at all. */
export function fileMeant(view: View, said: string | undefined): string | undefined {
  const files = view.files();
  if (said === undefined) return files[0]?.id;
  const named = files.find(({ name }) => name === said) ?? files.find(({ id }) => id.startsWith(said));
  return named?.id ?? said;
}

/** Whether what was said has failed, for whoever goes by an exit code: refused, or run and not done. */
export function hasFailed(heard: Heard): boolean {
  if (heard.kind === "refused") return true;
  return heard.act === "run" ? heard.outcome !== "done" : heard.outcome === "stranger";
}

/** Whether what was said is over and done: a question back is neither failed nor done. */
export function isDone(heard: Heard): boolean {
  return heard.kind === "settled" && !hasFailed(heard) && (heard.act === "run" || heard.act === "silent");
}

/** One sentence that says where one can go instead. */
export function noSuchRoom(rooms: readonly WireRoom[], said: string): string {
  const names = rooms.filter(({ kind }) => kind === "channel").map(({ name }) => name);
  return `You are in no room called ${said}. Yours are ${[...names, "the direct message with Wardroom"].join(", ")}.`;
}

/** What `/rooms` and `/who` say. */
export function roomsText(rooms: readonly WireRoom[], view: View): string {
  return rooms
    .map(({ id, name, topic }) => {
      const unread = view.unread.get(id) ?? 0;
      const here = id === view.room?.id ? " · here" : unread > 0 ? ` · ${unread} unread` : "";
      return `${name}${topic === undefined ? "" : `  ${topic}`}${here}`;
    })
    .join("\n");
}

export function whoText(person: { readonly id: string; readonly name: string }, view: View): string {
  const spoken = view.spoken();
  const others = spoken.length === 0 ? "Nobody has spoken here yet." : `Spoken here: ${spoken.join(", ")}.`;
  return `You are ${person.name} (${person.id}). ${others}`;
}
