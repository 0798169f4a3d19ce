import type { WireRoom } from "../model/wire.ts";
import type { RoomClient } from "./client.ts";
import { complete, type Line } from "./line.ts";
import { localCommands } from "./local.ts";

/** What may stand from offset `from` on. */
export interface Completion {
  readonly from: number;
  readonly choices: readonly { readonly text: string; readonly summary?: string }[];
}

const MOST_SHOWN = 20;

/**
 * The line with what the tab key adds: the only choice, or as much as all choices begin with. When that adds nothing,
 * the choices are to be shown.
 */
export async function completeLine(
  client: RoomClient,
  rooms: readonly WireRoom[],
  room: string,
  line: Line,
  files: readonly { readonly name: string }[] = [],
): Promise<{ line: Line; choices?: string }> {
  const text = line.text.slice(0, line.cursor);
  const { from, choices } = localCompletion(text, rooms, files) ?? completionOf(await client.complete(room, text));
  const [only] = choices;
  if (only === undefined) return { line };
  if (choices.length === 1) return { line: complete(line, from, /\s$/.test(only.text) ? only.text : `${only.text} `) };
  const shared = choices.map((choice) => choice.text).reduce(sharedStart);
  if (shared.length > line.cursor - from) return { line: complete(line, from, shared) };
  return { line, choices: listed(choices) };
}

/** What the terminal knows itself: its own commands, rooms after `/join`, files after `/save`. */
export function localCompletion(
  text: string,
  rooms: readonly WireRoom[],
  files: readonly { readonly name: string }[] = [],
): Completion | undefined {
  const join = /^(\/(?:join|room)\s+)(\S*)$/.exec(text);
  if (join !== null) {
    const [, before = "", begun = ""] = join;
    const bare = begun.replace(/^#/, "").toLowerCase();
    const fitting = rooms.filter(({ name }) => name.replace(/^#/, "").toLowerCase().startsWith(bare));
    return { from: before.length, choices: fitting.map(({ name }) => ({ text: name })) };
  }
  const save = /^(\/save\s+)(\S*)$/.exec(text);
  if (save !== null) {
    const [, before = "", begun = ""] = save;
    const names = [...new Set(files.map(({ name }) => name))].filter((name) => name.startsWith(begun));
    return { from: before.length, choices: names.map((name) => ({ text: name })) };
  }
  if (!/^\/\S*$/.test(text)) return undefined;
  const fitting = localCommands.filter(({ usage }) => usage.startsWith(text));
  // A slash may also begin a command of Wardroom's: only what the terminal knows is completed here.
  if (fitting.length === 0) return undefined;
  return { from: 0, choices: fitting.map(({ usage, summary }) => ({ text: usage.split(" ")[0] ?? usage, summary })) };
}

function completionOf(body: unknown): Completion {
  const none: Completion = { from: 0, choices: [] };
  if (typeof body !== "object" || body === null) return none;
  const { from, choices } = body as Partial<Completion>;
  if (typeof from !== "number" || !Array.isArray(choices)) return none;
  return { from, choices: choices.filter((choice) => typeof choice?.text === "string") };
}

function sharedStart(a: string, b: string): string {
  let same = 0;
  while (same < a.length && a[same] === b[same]) same++;
  return a.slice(0, same);
}

function listed(choices: Completion["choices"]): string {
  const width = Math.max(...choices.slice(0, MOST_SHOWN).map(({ text }) => text.length));
  const lines = choices
    .slice(0, MOST_SHOWN)
    .map(({ text, summary }) => `${text.padEnd(width)}  ${summary ?? ""}`.trimEnd());
  const more = choices.length - lines.length;
  return [...lines, ...(more > 0 ? [`and ${more} more; type on`] : [])].join("\n");
}
