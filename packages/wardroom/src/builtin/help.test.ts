import type { AnyCall, Card, Said } from "@wardroom/sdk";
import { expect, test } from "vitest";
import { compileInterpret } from "../message/interpret/interpret.ts";
import { allCommands, registryOf, sampleInventory } from "../message/interpret/sample.fixture.ts";
import type { Registry } from "../model/registry.ts";
import { helpCommands } from "./help.ts";

const JOE = { id: "joe", name: "Joe", groups: ["developers"] };

/** Joe may run what only reads, but for `scan`, which is the analysts'. */
const commands = helpCommands({
  registry: () => registry,
  person: (id) => (id === "joe" ? JOE : id === "sam" ? { id, name: "Sam", groups: ["admin"] } : undefined),
  may: (_person, command) => {
    const allowed = command !== "scan" && registry.find(command)?.command.risk === "read";
    return allowed
      ? { allowed, say: "Allowed by default.reads.", askWhom: [] }
      : { allowed, say: "Not yours.", askWhom: ["analysts"] };
  },
  broken: ({ groups }) => (groups.includes("admin") ? [{ where: "slow", say: "command.yaml:5:10: timeout" }] : []),
  aliases: async () => new Map([["shop", "host status web-03"]]),
});
const registry: Registry = withBuiltins(registryOf([...commands, ...allCommands]));
const interpret = compileInterpret({
  registry,
  inventory: sampleInventory,
  botNames: ["wardroom"],
  siteAliases: new Map(),
});

function withBuiltins(all: Registry): Registry {
  const ours = new Set(commands.map(({ name }) => name));
  const list = all.commands.map((one) =>
    ours.has(one.command.name) ? { ...one, plugin: "wardroom", origin: "builtin" as const } : one,
  );
  return { commands: list, find: (name) => list.find(({ command }) => command.name === name) };
}

async function says(text: string, person = "joe"): Promise<string> {
  const { act, requests } = interpret({ text, direct: true, now: new Date() });
  const [meant] = requests;
  expect(act).toBe("run");
  const command = registry.find(meant?.command ?? "")?.command;
  const said = await command?.run({
    args: meant?.args,
    person: { id: person, name: person },
    room: "soc",
  } as unknown as AnyCall);
  return textOf(said ?? "");
}

function textOf(said: Said | string): string {
  if (typeof said === "string") return said;
  return [said.say, ...(said.card === undefined ? [] : cardText(said.card))]
    .filter((line) => line !== undefined)
    .join("\n");
}

function cardText({ title, blocks = [], foot, actions = [] }: Card): (string | undefined)[] {
  return [title, ...blocks.map((block) => JSON.stringify(block)), ...actions.map(({ says }) => says), foot];
}

test("help tells a newcomer how to speak, with lines that work as they stand", async () => {
  const text = await says("help");
  expect(text).toContain("what's going on with web-03");
  expect(text).toContain("host status");
  expect(text).not.toContain("firewall block");
  expect(text).toContain("2 more are for others");
  const tries = /"kind":"list","items":(\[.*?\])/.exec(text)?.[1] ?? "[]";
  for (const line of JSON.parse(tries))
    expect(interpret({ text: line, direct: true, now: new Date() }).act).toBe("run");
});

test("help of a command shows how it is typed, with what, and who may", async () => {
  const text = await says("help firewall block");
  expect(text).toContain("firewall block <address> [hours] [reason]");
  expect(text).toContain("a whole number from 1 to 720; 24 when not said");
  expect(text).toContain("block 203.0.113.9 for a day");
  expect(text).toContain("changes something for good");
  expect(text).toContain('"label":"Ask","value":"analysts"');
});

test.each([
  ["help host", 'Commands for "host"'],
  ["how do I block an address?", "firewall block"],
  ["how can I find out how a host is doing", "host status"],
  ["help shop", "your alias for: host status web-03"],
  ["help with quantum gardening", "I find nothing"],
  ["what can you do", "What I can do for you here"],
])("%j is answered with %j", async (text, part) => {
  expect(await says(text)).toContain(part);
});

test("what no command knows is said before the nearest are shown", async () => {
  const text = await says("how do I isolate a host?");
  expect(text).toContain('No command here does or knows \\"isolate');
  expect(text).toContain("host status");
  expect(text.indexOf("host status")).toBeLessThan(text.indexOf("host list"));
  expect(await says("how do I list hosts")).not.toContain("No command");
});

test("commands lists what this person may run, and for the others whom to ask", async () => {
  const text = await says("commands");
  expect(text).toContain('["lookup","What is known of an address"]');
  expect(text).toContain('["scan","analysts"]');
  expect(await says("commands about firewall")).toContain("firewall block");
});

test("what could not be loaded is told to those who may mend it, and to nobody else", async () => {
  expect(await says("commands", "sam")).toContain("slow: command.yaml:5:10: timeout");
  expect(await says("commands", "joe")).not.toContain("slow");
});

test("a stranger learns nothing", async () => {
  expect(await says("commands", "mallory")).toMatch(/^I do not know who you are/);
});
