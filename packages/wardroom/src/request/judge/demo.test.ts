import { readFile } from "node:fs/promises";
import { hostPlugin } from "@wardroom/plugin-host";
import { memoryInventory } from "@wardroom/sdk";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import type { Registered } from "../../model/registry.ts";
import { compilePolicies } from "./compile.ts";
import { registryOf, request } from "./judge.fixture.ts";
import { judge } from "./judge.ts";
import { readPolicyFolder } from "./policy-file.ts";

const demo = new URL("../../../demo/", import.meta.url);

test("in the demo, Joe is refused who is logged in, and learns why and whom to ask; Sam and Ana are not", async () => {
  const settings = parse(await readFile(new URL("wardroom.yaml", demo), "utf8"));
  const registry = registryOf(
    hostPlugin.commands.map((command): Registered => {
      const schema = z.toJSONSchema(command.args, { io: "input" }) as Registered["schema"];
      return { command, version: "1", plugin: "host", origin: "plugin", schema };
    }),
  );
  const known = {
    groups: settings.groups.map(({ id }: { id: string }) => id),
    people: settings.people.map(({ id }: { id: string }) => id),
    rooms: settings.rooms.map(({ id }: { id: string }) => id),
  };
  const compiled = compilePolicies(await readPolicyFolder(new URL("policies", demo).pathname), registry, { known });
  if (compiled.problems) throw new Error(JSON.stringify(compiled.problems));
  expect(compiled.warnings).toEqual([]);
  const people = settings.people;
  const general = { id: "general", name: "#general", kind: "channel", chat: "local", members: known.people } as const;
  const decide = judge({
    policies: compiled.policies,
    inventory: memoryInventory([{ name: "localhost", reach: "local" }]),
    room: () => general,
    roomsOf: () => [general],
    people: () => people,
    now: () => new Date(),
  });
  const asks = (who: string, command: string) =>
    decide(
      request(
        people.find(({ id }: { id: string }) => id === who),
        command,
        { host: "localhost" },
      ),
    );
  for (const [who, command, kind] of [
    ["joe", "host logins", "deny"],
    ["maya", "host failures", "deny"],
    ["joe", "host status", "allow"],
    ["sam", "host logins", "allow"],
    ["ana", "host failures", "allow"],
  ] as const)
    expect([who, command, asks(who, command).kind]).toEqual([who, command, kind]);
  const { reason, askWhom } = asks("joe", "host logins");
  expect(reason.say).toMatch(
    /^`host logins` on localhost is not for you here: who logs in .* \(policy `people\.cedar:\d+`\)\. Ask analyst or it-ops\.$/,
  );
  expect(askWhom).toEqual(["analyst", "it-ops"]);
});
