import type { Welcome } from "./session.ts";

/** What somebody reads who has never said anything here: three things that work, and the way about. */
export function newcomerText({ person, rooms }: Welcome): string {
  const channels = rooms.filter(({ kind }) => kind === "channel").map(({ name }) => name);
  return [
    `You are ${person.name}, alone with Wardroom: what you type here is for it.`,
    "Three things to try:",
    "  what's going on with localhost",
    "  help",
    "  commands",
    ...(channels[0] === undefined ? [] : [`/join ${channels[0]} goes to a room with others (${channels.join(", ")}).`]),
    "/help lists the rest. Tab completes, the arrow keys bring back what you typed, ctrl-d leaves.",
  ].join("\n");
}
