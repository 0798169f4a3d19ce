import type { WireRoom } from "../model/wire.ts";

/** What the terminal does itself. Everything else is sent as it was typed. */
export type Local =
  | { readonly kind: "join"; readonly room: string }
  | { readonly kind: "rooms" }
  | { readonly kind: "who" }
  | { readonly kind: "save"; readonly file: string | undefined; readonly path: string | undefined }
  | { readonly kind: "help" }
  | { readonly kind: "quit" };

/** Shown by `/help`, and completed after a slash. */
export const localCommands: readonly { readonly usage: string; readonly summary: string }[] = [
  { usage: "/join #room", summary: "go to a room; /join alone goes back to Wardroom" },
  { usage: "/rooms", summary: "your rooms, and what is unread" },
  { usage: "/who", summary: "who you are, and who has spoken here" },
  { usage: "/save [FILE [PATH]]", summary: "write a file from an answer to your disk; the latest when none is named" },
  { usage: "/help", summary: "this, and Wardroom's own help" },
  { usage: "/quit", summary: "leave (ctrl-d does too)" },
];

/** The local command that a line is, if it is one. A slash before anything else is Wardroom's to understand. */
export function localCommand(line: string): Local | undefined {
  const [word = "", ...rest] = line.trim().split(/\s+/);
  const [first, second] = rest;
  switch (word) {
    case "/join":
    case "/room":
      return rest.length <= 1 ? { kind: "join", room: first ?? "" } : undefined;
    case "/save":
      return rest.length <= 2 ? { kind: "save", file: first, path: second } : undefined;
    case "/rooms":
    case "/who":
    case "/help":
      return rest.length === 0 ? { kind: word.slice(1) as "rooms" | "who" | "help" } : undefined;
    case "/quit":
    case "/exit":
      return rest.length === 0 ? { kind: "quit" } : undefined;
    default:
      return undefined;
  }
}

/** The room that somebody means: by id or name, with or without `#`, in any case, or by a beginning that only one has. */
export function findRoom(rooms: readonly WireRoom[], said: string): WireRoom | undefined {
  const bare = (name: string): string => name.replace(/^[#@]/, "").toLowerCase();
  const wanted = bare(said);
  if (wanted === "") return directRoomOf(rooms);
  const exact = rooms.find(({ id, name }) => id === said || bare(id) === wanted || bare(name) === wanted);
  if (exact !== undefined) return exact;
  const begun = rooms.filter(({ name }) => bare(name).startsWith(wanted));
  return begun.length === 1 ? begun[0] : undefined;
}

/** The direct message with Wardroom: where a newcomer begins. */
export function directRoomOf(rooms: readonly WireRoom[]): WireRoom | undefined {
  return rooms.find(({ kind }) => kind === "direct");
}
