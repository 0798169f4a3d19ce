import { defineCommand } from "@wardroom/sdk";
import { expect, test } from "vitest";
import { z } from "zod";
import { register, tryRegister } from "./register.ts";
import { makeRegistry, type PluginProblem } from "./registry.ts";

function command(name: string, more: Partial<Parameters<typeof defineCommand>[0]> = {}) {
  return defineCommand({
    name,
    summary: "Says hello",
    args: z.object({ path: z.string() }),
    examples: [`${name} /`],
    risk: "read",
    run: async () => "hello",
    ...(more as object),
  });
}

const from = (plugin: string, code = "1") => ({ plugin, origin: "plugin", code }) as const;

test("of two commands with one name the first stays, and the problem names both plugins", () => {
  const problems: PluginProblem[] = [];
  const registry = makeRegistry(
    [
      register(command("disk"), from("ours")),
      register(command("disk"), from("theirs")),
      register(command("age"), from("ours")),
    ],
    (problem) => problems.push(problem),
  );
  expect(registry.commands.map(({ command }) => command.name)).toEqual(["age", "disk"]);
  expect(registry.find("disk")?.plugin).toBe("ours");
  expect(problems[0]?.say).toMatch(/ours.*theirs/);
});

test.each(["Disk", "disk  space", " disk", "disk_space", "a b c d e f", "", "x".repeat(61), "дом"])(
  "%j cannot name a command",
  (name) => expect(() => makeRegistry([register(command(name), from("p"))])).toThrow(/cannot name a command/),
);

test("another declaration or other code is another version; the same is the same", () => {
  const version = (...args: Parameters<typeof register>) => register(...args).version;
  const first = version(command("disk"), from("p"));
  expect(first).toMatch(/^[0-9a-f]{64}$/);
  expect(version(command("disk"), from("p"))).toBe(first);
  expect(version(command("disk"), from("p", "2"))).not.toBe(first);
  expect(version(command("disk", { summary: "Says bye" }), from("p"))).not.toBe(first);
  expect(version(command("disk", { args: z.object({ path: z.string().max(9) }) }), from("p"))).not.toBe(first);
});

test("a phrase or an example that does not fit the arguments is named", () => {
  expect(tryRegister(command("disk", { phrases: ["how full is {disk}"] }), from("p"))).toMatch(/\{disk\}/);
  expect(
    tryRegister(command("disk", { examples: [{ say: "how full", means: { path: 3 } }] } as never), from("p")),
  ).toMatch(/"how full" means no valid arguments: path/);
});
