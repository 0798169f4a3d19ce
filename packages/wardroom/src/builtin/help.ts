import { type Card, type Command, defineCommand, type Said } from "@wardroom/sdk";
import { z } from "zod";
import { examplesOf } from "../message/interpret/usage.ts";
import type { Person } from "../model/message.ts";
import type { Registry } from "../model/registry.ts";
import { commandCard } from "./help-command.ts";
import { findCommands, groupNamed, strangeWords } from "./help-find.ts";
import type { Allowed, Listed } from "./listed.ts";

export interface HelpNeeds {
  registry(): Registry;
  person(id: string): Person | undefined;
  /** Whether a person may run a command in a room, before its arguments are known. */
  may(person: Person, command: string, room: string): Allowed;
  /** What stands in the folders and could not be loaded; told to those who may mend it. */
  broken?(person: Person): readonly { readonly where: string; readonly say: string }[];
  /** A person's own words for lines. */
  aliases?(personId: string): Promise<ReadonlyMap<string, string>>;
}

const STRANGER: Said = {
  say: "I do not know who you are here, so I cannot say what you may do. Ask whoever runs Wardroom to add you.",
};
const NAMES_A_PLUGIN = 8;

/**
 * `help`, `help COMMAND`, "how do I …" and `commands`, made of the declarations and the policies: what this person may
 * run in this room, and for the rest whom to ask.
 */
export function helpCommands(needs: HelpNeeds): readonly Command[] {
  const list = (person: Person, room: string): Listed[] =>
    needs.registry().commands.map((registered) => ({
      registered,
      may: needs.may(person, registered.command.name, room),
    }));

  return [
    defineCommand({
      name: "help",
      summary: "What I can do for you here, or how one command works",
      args: z.object({ topic: z.string().max(200).optional().describe("a command, or what you want to do") }),
      examples: ["help", "help commands", { say: "how do I see all commands", means: { topic: "see all commands" } }],
      phrases: [
        "how do I {topic}",
        "how can I {topic}",
        "how to {topic}",
        "help me {topic}",
        "help with {topic}",
        "what can you do",
        "what can I do here",
        "who are you",
        "what are you",
      ],
      risk: "read",
      async run({ args, person: { id }, room }) {
        const person = needs.person(id);
        if (person === undefined) return STRANGER;
        const all = list(person, room);
        const topic = args.topic?.trim().replace(/[?!.]+$/, "") ?? "";
        if (topic === "") return { card: welcome(all) };
        return about(topic, all, (await needs.aliases?.(id)) ?? new Map());
      },
    }),
    defineCommand({
      name: "commands",
      summary: "All commands: those you may run here, and whom to ask for the others",
      args: z.object({ about: z.string().max(200).optional().describe("only those about this") }),
      examples: ["commands", "commands host"],
      phrases: ["list commands", "show commands", "what commands are there"],
      risk: "read",
      async run({ args, person: { id }, room }) {
        const person = needs.person(id);
        if (person === undefined) return STRANGER;
        const all = list(person, room);
        const found = args.about === undefined ? all : (groupNamed(args.about, all) ?? findCommands(args.about, all));
        if (found.length === 0) return nothing(args.about ?? "", all);
        return { card: withBroken(table(found, args.about), args.about === undefined ? needs.broken?.(person) : []) };
      },
    }),
  ];
}

function withBroken(card: Card, broken: readonly { readonly where: string; readonly say: string }[] = []): Card {
  if (broken.length === 0) return card;
  const items = broken.map(({ where, say }) => `${where}: ${say}`);
  return { ...card, blocks: [...(card.blocks ?? []), { kind: "text", text: "Not loaded:" }, { kind: "list", items }] };
}

function about(topic: string, all: readonly Listed[], aliases: ReadonlyMap<string, string>): Said {
  const name = topic.toLowerCase().replace(/\s+/g, " ");
  const exact = all.find(({ registered }) => registered.command.name === name);
  if (exact !== undefined) return { card: commandCard(exact) };
  const meaning = aliases.get(name);
  if (meaning !== undefined) return { say: `${name} is your alias for: ${meaning}` };
  const group = groupNamed(topic, all);
  if (group !== undefined) return { card: table(group, topic) };
  const found = findCommands(topic, all);
  const [first, second] = found;
  if (first === undefined) return nothing(topic, all);
  if (second === undefined) return { card: commandCard(first) };
  const strange = strangeWords(topic, all).map((word) => `"${word}"`);
  if (strange.length === 0) return { card: table(found.slice(0, 6), topic) };
  // Never as if the nearest were what was asked for.
  const near = table(found.slice(0, 6));
  const say = `No command here does or knows ${strange.slice(0, 4).join(", ")}. These are about the rest of what you said:`;
  return {
    card: { ...near, title: "The nearest I have", blocks: [{ kind: "text", text: say }, ...(near.blocks ?? [])] },
  };
}

function nothing(topic: string, all: readonly Listed[]): Said {
  const may = all.filter(({ may: { allowed } }) => allowed).length;
  return {
    say: `I find nothing for "${topic.slice(0, 80).toWellFormed()}". ${may} commands are yours here: say commands to see them.`,
  };
}

/** For somebody who has never been here: how to speak, three things to try, what there is. */
function welcome(all: readonly Listed[]): Card {
  const mine = all.filter(({ may }) => may.allowed);
  const others = all.length - mine.length;
  return {
    title: "What I can do for you here",
    blocks: [
      {
        kind: "text",
        text: "Ask me in plain words or type a command. In a room, begin with @wardroom; in a direct message that is not needed.",
      },
      { kind: "list", items: tries(mine) },
      {
        kind: "fields",
        fields: byPlugin(mine).map(([label, names]) => ({ label, value: shortened(names), mono: true })),
      },
    ],
    actions: [{ label: "All commands", says: "commands" }],
    foot: `help COMMAND tells how one works.${others > 0 ? ` ${others} more ${others === 1 ? "is" : "are"} for others: commands says whom to ask.` : ""}`,
  };
}

/** Up to three lines that work as they stand, of as many plugins; what comes with Wardroom itself last. */
function tries(mine: readonly Listed[]): string[] {
  const ranked = [...mine].sort((a, b) => rank(b) - rank(a));
  const lines: string[] = [];
  const plugins = new Set<string>();
  for (const { registered } of ranked) {
    const [line] = examplesOf(registered);
    if (line === undefined || plugins.has(registered.plugin) || lines.length === 3) continue;
    plugins.add(registered.plugin);
    lines.push(line);
  }
  return lines;
}

function rank({ registered: { command, origin } }: Listed): number {
  return (origin === "builtin" ? 0 : 100) + command.phrases.length;
}

function byPlugin(listed: readonly Listed[]): [string, string[]][] {
  const groups = new Map<string, string[]>();
  for (const { registered } of listed) {
    // Of scripts each folder is a plugin; together they are easier to look over.
    const group = registered.origin === "script" ? "scripts" : registered.plugin;
    const names = groups.get(group) ?? [];
    names.push(registered.command.name);
    groups.set(group, names);
  }
  return [...groups].sort(([a], [b]) => Number(a === "wardroom") - Number(b === "wardroom") || (a < b ? -1 : 1));
}

function shortened(names: readonly string[]): string {
  const shown = names.slice(0, NAMES_A_PLUGIN).join(", ");
  return names.length > NAMES_A_PLUGIN ? `${shown} and ${names.length - NAMES_A_PLUGIN} more` : shown;
}

function table(listed: readonly Listed[], about?: string): Card {
  const mine = listed.filter(({ may }) => may.allowed);
  const others = listed.filter(({ may }) => !may.allowed);
  const summaries = new Map(mine.map(({ registered: { command } }) => [command.name, command.summary]));
  const rows = byPlugin(mine).flatMap(([, names]) => names.map((name) => [name, summaries.get(name) ?? ""]));
  const blocks: NonNullable<Card["blocks"]> = [];
  if (rows.length > 0) blocks.push({ kind: "table", columns: ["Command", "What it does"], rows });
  else blocks.push({ kind: "text", text: "None of these is yours to run here." });
  if (others.length > 0) {
    blocks.push({ kind: "text", text: "For others:" });
    blocks.push({
      kind: "table",
      columns: ["Command", "Ask"],
      rows: others.map(({ registered, may }) => [registered.command.name, whom(may)]),
    });
  }
  const title = about === undefined ? "Commands" : `Commands for "${about.slice(0, 60).toWellFormed()}"`;
  return { title, blocks, foot: "help COMMAND tells how one works and what it may be called with." };
}

export function whom({ askWhom, say }: Allowed): string {
  return askWhom.length > 0 ? askWhom.join(", ") : say;
}
