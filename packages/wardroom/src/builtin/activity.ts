import { type Command, defineCommand, entity } from "@wardroom/sdk";
import { z } from "zod";
import type { Asked, Happened } from "../record/read.ts";
import { activityCard } from "./activity-card.ts";
import type { Follows } from "./activity-follow.ts";
import { type SightNeeds, sightOf } from "./activity-sight.ts";

export interface ActivityNeeds extends SightNeeds {
  read(asked: Asked): Promise<readonly Happened[]>;
  readonly follows: Pick<Follows, "follow" | "unfollow">;
  /** The names of the commands there are. */
  commands(): readonly string[];
}

/** What is looked through for a line that a person names; beyond that the answer would take too long. */
const MOST_LOOKED_AT = 500;

const limit = z.int().min(1).max(200).default(20).describe("how many, the newest");

/**
 * `activity`, `who ran COMMAND`: what the record holds of what was asked for, as far as this person may see it: what
 * happened in rooms they are in, and what they did themselves. Where others read along, only what all of them may see.
 */
export function activityCommands(needs: ActivityNeeds): readonly Command[] {
  return [
    defineCommand({
      name: "activity",
      summary: "Who asked for what, where, and how it ended",
      args: z.object({
        since: entity.time().optional().describe("from when on"),
        room: entity.room().optional().describe("one room only"),
        limit,
      }),
      examples: ["activity", "activity today", "activity #it-ops today"],
      phrases: ["activity {room} {since}", "activity in {room} since {since}", "what happened in {room} since {since}"],
      risk: "read",
      async run({ args, person, room: here }) {
        const { since, room, limit } = args;
        const sight = sightOf(needs, person.id, here);
        if (room !== undefined && !needs.roomsOf(person.id).some(({ id }) => id === room))
          return { say: `There is no room #${room} that you are in.` };
        if (room !== undefined && !sight.rooms.includes(room))
          return { say: `Not everybody here is in #${room}, so I do not show it here. Ask me in a direct message.` };
        const found = await needs.read({
          visible: sight,
          limit: limit + 1,
          ...(room !== undefined && { room }),
          ...(since !== undefined && { since: new Date(since) }),
        });
        // The question itself stands in the record too, as the newest; it is not what was asked about.
        const happened = found.filter((one) => !isAsking(one, person.id)).slice(0, limit);
        return {
          card: activityCard(happened, { needs, limit, room, partial: sight.partial, title: titleOf(room, since) }),
        };
      },
    }),
    defineCommand({
      name: "who ran",
      summary: "Who ran a command, and when",
      args: z.object({
        command: z.string().max(4000).meta({ format: "line", description: "a command, or one call of it" }),
      }),
      examples: ["who ran help", { say: "who used help", means: { command: "help" } }],
      phrases: ["who used {command}", "who has run {command}", "who asked for {command}"],
      risk: "read",
      async run({ args, person, room: here }) {
        const words = args.command
          .trim()
          .replace(/[?.!]+$/, "")
          .toLowerCase()
          .split(/\s+/);
        const command = longestName(words, needs.commands());
        if (command === undefined)
          return { say: `There is no command "${args.command.trim()}". \`commands\` lists them.` };
        const rest = words.slice(command.split(" ").length).join(" ");
        const sight = sightOf(needs, person.id, here);
        const found = await needs.read({ visible: sight, command, limit: rest === "" ? 20 : MOST_LOOKED_AT });
        const named = found.filter((one) => rest === "" || saysOf(one).includes(rest)).slice(0, 20);
        const title = `Who ran ${[command, rest].filter((part) => part !== "").join(" ")}`;
        return { card: activityCard(named, { needs, limit: 20, room: undefined, partial: sight.partial, title }) };
      },
    }),
    // Following is declared a read: it changes what is shown in this room and nothing outside of it.
    defineCommand({
      name: "activity follow",
      summary: "Show in this room what happens, as it happens",
      args: z.object({}),
      examples: ["activity follow"],
      phrases: ["follow the activity"],
      risk: "read",
      async run({ person, room }) {
        const begun = await needs.follows.follow(room, person.id);
        return begun
          ? "From now on I show here what happens in rooms that everybody here is in. `activity unfollow` ends it."
          : "I show it here already. `activity unfollow` ends it.";
      },
    }),
    defineCommand({
      name: "activity unfollow",
      summary: "Stop showing in this room what happens",
      args: z.object({}),
      examples: ["activity unfollow"],
      phrases: ["stop following the activity"],
      risk: "read",
      run: async ({ room }) =>
        (await needs.follows.unfollow(room)) ? "I no longer show activity here." : "I was not showing activity here.",
    }),
  ];
}

function isAsking({ command, decision, outcome, who }: Happened, person: string): boolean {
  return command === "activity" && decision === "allow" && outcome === undefined && who?.person === person;
}

function longestName(words: readonly string[], commands: readonly string[]): string | undefined {
  const known = new Set(commands);
  for (let length = words.length; length > 0; length--) {
    const name = words.slice(0, length).join(" ");
    if (known.has(name)) return name;
  }
  return;
}

/** Where a call is looked for in: its words and the values bound, in lower case. */
function saysOf({ words = "", args = {} }: Happened): string {
  return `${words} ${Object.values(args).join(" ")}`.toLowerCase();
}

function titleOf(room: string | undefined, since: string | undefined): string {
  const where = room === undefined ? "" : ` in #${room}`;
  return since === undefined
    ? `Activity${where}`
    : `Activity${where} since ${since.slice(0, 16).replace("T", " ")} UTC`;
}
