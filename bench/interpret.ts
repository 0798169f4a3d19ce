import { performance } from "node:perf_hooks";
import { defineCommand, entity, memoryInventory } from "@wardroom/sdk";
import { Robot, TextMessage, User } from "hubot";
import { z } from "zod";
import { compileInterpret } from "../packages/wardroom/src/message/interpret/interpret.ts";
import type { JsonSchema, Registered, Registry } from "../packages/wardroom/src/model/registry.ts";

const THINGS =
  "host disk alert ticket certificate backup queue cluster mailbox firewall vpn account session image rule".split(" ");
const DEEDS = "status list show check restart block allow scan count trace export review rotate quiet assign".split(
  " ",
);
const ROUNDS = 5;

/**
 * What understanding one message costs, with 50, 500 and 5,000 commands, beside Hubot 14 from npm with a listener for each
 * command and each phrase, in the same run: 50 % typed calls, 20 % phrases, 20 % talk that is for nobody, 10 % misspelt.
 * The best of five rounds each. Goal: under 0.03 ms at every size.
 */
export async function run(): Promise<void> {
  console.log(
    "commands   wardroom   typed  phrase    talk  misspelt     hubot   ratio   compile   (ms a message; compile: ms once)",
  );
  for (const count of [50, 500, 5_000]) {
    const names = Array.from({ length: count }, (_, i) => nameOf(i));
    const registry = registryOf(names);
    const began = performance.now();
    const interpret = compileInterpret({
      registry,
      inventory: memoryInventory([{ name: "web-03" }]),
      botNames: ["wardroom"],
      siteAliases: new Map(),
    });
    const compileMs = performance.now() - began;
    const now = new Date();
    const kinds = messages(names);
    const all = Object.values(kinds).flat();
    const ours = (texts: readonly string[]) => {
      for (const text of texts) interpret({ text, direct: false, now });
    };
    ours(all); // builds what is built when first needed, and warms up
    const best = { ours: Number.POSITIVE_INFINITY, hubot: Number.POSITIVE_INFINITY };
    const each: Record<string, number> = {};
    for (let round = 0; round < ROUNDS; round++) {
      best.ours = Math.min(best.ours, await perMessage(all, ours));
      for (const [kind, texts] of Object.entries(kinds)) {
        each[kind] = Math.min(each[kind] ?? Number.POSITIVE_INFINITY, await perMessage(texts, ours));
      }
    }
    const hubot = await openHubot(names);
    const some = all.filter((_, i) => i % Math.ceil(count / 100) === 0);
    await hubot(some);
    for (let round = 0; round < ROUNDS; round++) best.hubot = Math.min(best.hubot, await perMessage(some, hubot));
    const cells = [best.ours, each["typed"], each["phrase"], each["talk"], each["misspelt"]].map((ms) =>
      (ms ?? 0).toFixed(4).padStart(8),
    );
    console.log(
      `${String(count).padStart(8)}   ${cells.join(" ")}   ${best.hubot.toFixed(4).padStart(8)} ${(best.hubot / best.ours).toFixed(1).padStart(7)} ${compileMs.toFixed(0).padStart(9)}`,
    );
  }
}

function nameOf(i: number): string {
  const place = Math.floor(i / (THINGS.length * DEEDS.length));
  const thing = `${THINGS[i % THINGS.length]}${place === 0 ? "" : `-${place.toString(36)}`}`;
  return `${thing} ${DEEDS[Math.floor(i / THINGS.length) % DEEDS.length]}`;
}

function registryOf(names: readonly string[]): Registry {
  const commands = names.map((name): Registered => {
    const command = defineCommand({
      name,
      summary: `Does ${name}`,
      args: z.object({
        host: entity.host(),
        hours: z.int().min(1).max(720).default(24),
        force: z.boolean().default(false),
      }),
      examples: [`${name} web-03`],
      phrases: [`what about ${name} on {host}`],
      risk: "read",
      run: async () => "done",
    });
    const schema = z.toJSONSchema(command.args, { io: "input" }) as JsonSchema;
    return { command, version: "0", plugin: "bench", origin: "plugin", schema };
  });
  const byName = new Map(commands.map((one) => [one.command.name, one]));
  return { commands, find: (name) => byName.get(name) };
}

function messages(names: readonly string[]): Record<"typed" | "phrase" | "talk" | "misspelt", string[]> {
  const pick = (i: number) => names[(i * 7919) % names.length] as string;
  const of = (count: number, text: (i: number) => string) => Array.from({ length: count }, (_, i) => text(i));
  return {
    typed: of(1_000, (i) => `wardroom: ${pick(i)} web-03${i % 2 === 0 ? ` --hours ${1 + (i % 700)}` : ""}`),
    phrase: of(400, (i) => `wardroom: what about ${pick(i)} on web-03?`),
    talk: of(
      400,
      (i) =>
        ["morning all", "the build is red again, who broke it?", `lunch at ${i % 12}?`, "what a day, is it friday yet"][
          i % 4
        ] as string,
    ),
    misspelt: of(200, (i) => `wardroom: ${pick(i).replace(/(.)(.)$/, "$2$1")} web-03`),
  };
}

async function perMessage(
  texts: readonly string[],
  work: (texts: readonly string[]) => void | Promise<void>,
): Promise<number> {
  const began = performance.now();
  await work(texts);
  return (performance.now() - began) / texts.length;
}

/** A Hubot with an adapter that is not there, and for each command what its scripts would register. */
async function openHubot(names: readonly string[]): Promise<(texts: readonly string[]) => Promise<void>> {
  const robot = new Robot(null, false, "wardroom");
  robot.logger.level = "silent";
  robot.adapter = { send: async () => {}, reply: async () => {}, on: () => {}, close: () => {} };
  let heard = 0;
  for (const name of names) {
    const words = name.replace(/[-\s]/g, (sign) => (sign === "-" ? "-" : "\\s+"));
    robot.respond(new RegExp(`${words}\\s+(\\S+)(?:\\s+--hours\\s+(\\d+))?\\s*$`, "i"), async () => {
      heard++;
    });
    robot.respond(new RegExp(`what about ${words} on (\\S+?)\\??\\s*$`, "i"), async () => {
      heard++;
    });
  }
  const user = new User("ana", { room: "soc" });
  return async (texts) => {
    heard = 0;
    for (const [i, text] of texts.entries()) await robot.receive(new TextMessage(user, text, String(i)));
    if (heard === 0) throw new Error("Hubot heard nothing: the comparison would be empty");
  };
}
