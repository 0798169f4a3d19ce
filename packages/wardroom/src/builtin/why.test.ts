import { type AnyCall, type Command, cardSchema, type Said } from "@wardroom/sdk";
import { expect, test } from "vitest";
import { compileInterpret } from "../message/interpret/interpret.ts";
import { printCall } from "../message/interpret/print.ts";
import type { Registry } from "../model/registry.ts";
import { hosts, needsOf, people, policiesOf, registry } from "../request/judge/judge.fixture.ts";
import { judge } from "../request/judge/judge.ts";
import { may } from "../request/judge/may.ts";
import { type Refusal, type WhyNeeds, whyCommands } from "./why.ts";

const policies = policiesOf(`@because("who is logged in is personal")
forbid (principal, action == Action::"host logins", resource) unless { principal in Group::"it-ops" };`);

function needs(over: Registry = registry, refusal?: Refusal): WhyNeeds {
  const interpret = compileInterpret({
    registry: over,
    inventory: hosts,
    botNames: ["wardroom"],
    siteAliases: new Map(),
  });
  return {
    interpret: (text) => interpret({ text, addressed: true, direct: false, now: new Date() }),
    judge: judge(needsOf(policies)),
    may: may(needsOf(policies)),
    print: (command, args) => printCall(command, args, over),
    registry: () => over,
    now: () => new Date("2026-11-24T09:30:00Z"),
    person: (id) => Object.values(people).find((person) => person.id === id),
    lastRefusal: async () => refusal,
  };
}

async function said(name: "explain" | "why", args: object, who = "joe", refusal?: Refusal): Promise<string> {
  const command = whyCommands(needs(registry, refusal)).find((one) => one.name === name) as Command;
  const call = {
    args: command.args.parse(args),
    person: { id: who, name: who },
    room: "general",
  } as unknown as AnyCall;
  const answer = (await command.run(call)) as Said;
  if (answer.card !== undefined) cardSchema.parse(answer.card);
  return JSON.stringify(answer);
}

test("Joe asks why he may not run something, and learns the policy, its reason and whom to ask", async () => {
  const answer = await said("explain", { line: "host logins web-03" });
  expect(answer).toContain("`host logins web-03` would be refused");
  expect(answer).toContain("who is logged in is personal (policy `it-ops.cedar:1`). Ask it-ops.");
  expect(answer).toContain("Nothing was run.");
});

test("what would run says so, with the policy that lets it", async () => {
  const answer = await said("explain", { line: "host logins web-03" }, "sam");
  expect(answer).toContain("`host logins web-03` would run");
  expect(answer).toContain("default.reads");
});

test("a line that lacks an argument, means nothing or is misspelt is explained as well", async () => {
  expect(await said("explain", { line: "host logins" })).toMatch(/still needs host|host/);
  expect(await said("explain", { line: "make me a sandwich" })).not.toContain("would run");
  expect(await said("explain", { line: "host lgins web-03" })).toContain("host logins");
});

test("why without a line tells the last refusal in this room, with its entry in the record", async () => {
  const refusal: Refusal = {
    entry: 17,
    at: new Date("2026-11-24T09:00:00Z"),
    command: "host logins",
    words: "host logins web-03",
    reason: "`host logins` on web-03 is for it-ops.",
    policies: [{ id: "logins", file: "it-ops.cedar", line: 4 }],
  };
  const answer = await said("why", {}, "joe", refusal);
  for (const part of ["`host logins web-03` was refused", "is for it-ops", "logins (it-ops.cedar:4)", "Entry 17"])
    expect(answer).toContain(part);
  expect(await said("why", {})).toContain("Nothing of yours was refused");
});

test("why not LINE is the same as explain LINE", async () => {
  expect(await said("why", { line: "not host logins web-03?" })).toBe(
    await said("explain", { line: "host logins web-03" }),
  );
});

test("a stranger learns nothing", async () => {
  expect(await said("explain", { line: "host logins web-03" }, "eve")).toContain("I do not know who you are");
});
