import { describe, expect, test } from "vitest";
import { z } from "zod";
import type { Request } from "../../model/request.ts";
import { needsOf, people, policiesOf, registered, registry, registryOf, request } from "./judge.fixture.ts";
import { judge } from "./judge.ts";

const { ana, sam, joe, maya } = people;
const judgeBy = (text: string, options = {}) => judge(needsOf(policiesOf(text, options)));

describe("with no policy but the defaults", () => {
  const decide = judgeBy("");

  test("people of a room may read from there, and the policy that let them is named", () => {
    expect(decide(request(maya, "host status"))).toMatchObject({
      kind: "allow",
      reason: { code: "policy-allows", say: "Allowed by policy `default.reads`." },
      policies: [{ id: "default.reads", file: "default", line: 1 }],
    });
    expect(decide(request(joe, "help", {}, "dm:joe")).kind).toBe("allow");
  });

  test("nobody reads from a room they are not in, and is told so", () => {
    const decision = decide(request(joe, "host status", { host: "web-03" }, "soc"));
    expect(decision).toMatchObject({ kind: "deny", reason: { code: "no-policy-allows" }, policies: [] });
    expect(decision.reason.say).toBe(
      "You are not in #soc, and no policy lets you run `host status` on web-03 from outside it.",
    );
    expect(decide(request(ana, "help", {}, "dm:joe")).kind).toBe("deny");
    expect(decide(request(ana, "help", {}, "nowhere")).kind).toBe("deny");
  });

  test("what is not a read is denied to everybody", () => {
    expect(decide(request(sam, "shop restart"))).toMatchObject({
      kind: "deny",
      reason: { code: "no-policy-allows", say: "No policy lets you run `shop restart` on web-03 here." },
    });
  });
});

test("without the defaults, not even reads are allowed", () => {
  expect(judgeBy("", { defaults: false })(request(ana, "help", {})).kind).toBe("deny");
});

test("who is refused learns for whom it is and by which policy", () => {
  const decide = judgeBy(`
// Restarts are for the people who carry the pager.
permit (principal in Group::"it-ops", action == Action::"shop restart", resource);`);
  expect(decide(request(joe, "shop restart"))).toMatchObject({
    kind: "deny",
    reason: {
      code: "no-policy-allows",
      say: "`shop restart` on web-03 is for it-ops (policy `it-ops.cedar:3`).",
    },
    policies: [{ id: "it-ops.cedar:3", file: "it-ops.cedar", line: 3 }],
    askWhom: ["it-ops"],
  });
});

test("a change that policy allows ends in a plain sentence, for changes are not carried out yet", () => {
  const decide = judgeBy(`@id("restarts") permit (principal in Group::"it-ops", action, resource);`);
  expect(decide(request(sam, "shop restart"))).toMatchObject({
    kind: "deny",
    reason: {
      code: "effects-not-here",
      say: "Allowed by policy `it-ops.cedar:1`, but carrying out changes is not in this version of Wardroom yet; nothing was done.",
    },
    policies: [{ id: "restarts", file: "it-ops.cedar", line: 1 }],
  });
});

test("a forbid wins over a permit, says why in its own words, and names whom to ask", () => {
  const decide = judgeBy(`@because("who is logged in is personal")
forbid (principal, action == Action::"host logins", resource)
unless { principal in Group::"analysts" || principal in Group::"it-ops" || principal in Group::"nobody-is-in-it" };`);
  expect(decide(request(ana, "host logins")).kind).toBe("allow");
  const decision = decide(request(joe, "host logins"));
  expect(decision).toMatchObject({
    kind: "deny",
    reason: { code: "policy-forbids" },
    askWhom: ["analysts", "it-ops"],
    policies: [{ file: "it-ops.cedar", line: 1 }],
  });
  expect(decision.reason.say).toBe(
    "`host logins` on web-03 is not for you here: who is logged in is personal (policy `it-ops.cedar:1`). Ask analysts or it-ops.",
  );
});

test("a rule about a host holds whichever of its names or addresses is typed, in any case", () => {
  const decide = judgeBy(`forbid (principal, action, resource in Tag::"prod");
forbid (principal, action, resource == Host::"unlisted") when { resource.name == "unlisted" };`);
  for (const host of ["web-03", "WEB-03", "shop", "192.0.2.3", "db-01", "UNLISTED"])
    expect([host, decide(request(ana, "host status", { host })).kind]).toEqual([host, "deny"]);
  expect(decide(request(ana, "host status", { host: "lab-01" })).kind).toBe("allow");
});

test("a call that names several hosts is allowed only when each one is", () => {
  const decide = judgeBy(`forbid (principal, action, resource in Tag::"customer-data");`);
  expect(decide(request(ana, "host compare", { hosts: ["web-03", "lab-01"] })).kind).toBe("allow");
  const decision = decide(request(ana, "host compare", { hosts: ["web-03", "db-01"] }));
  expect(decision.reason.say).toContain("`host compare` on db-01 is not for you here");
  const many = Array.from({ length: 201 }, (_, i) => `h${i}`);
  expect(decide(request(ana, "host compare", { hosts: many })).reason.say).toContain("at most 200");
});

test("a host is found wherever an argument can hold one", () => {
  const host = z.string().meta({ format: "host" });
  const shapes: [z.ZodObject, object][] = [
    [z.object({ on: host.nullable() }), { on: "shop" }],
    [z.object({ on: z.union([z.array(host), z.int()]) }), { on: ["lab-01", "shop"] }],
    [z.object({ from: host.optional(), to: host.optional() }), { from: "lab-01", to: "shop" }],
    [z.object({ jump: z.object({ via: host }) }), { jump: { via: "shop" } }],
    [z.object({ on: host.default("shop") }), {}],
  ];
  for (const [i, [shape, args]] of shapes.entries()) {
    const over = registryOf([registered("jump", "read", shape)]);
    const decide = judge(needsOf(policiesOf(`forbid (principal, action, resource in Tag::"prod");`, {}, over)));
    expect([i, decide(request(ana, "jump", args as Request["args"])).reason.code]).toEqual([i, "policy-forbids"]);
  }
});

test("policies see owner, arguments with their defaults, room, way and time", () => {
  const decide = judgeBy(
    `permit (principal, action == Action::"host status", resource) when { resource has owner && resource.owner == principal.id };
permit (principal, action == Action::"firewall block", resource == Room::"soc")
when { context.args.hours <= 24 && !context.direct && context.via == "grammar" && context.risk == "irreversible" }
when { context.at.toTime() > duration("9h") && context.at.toTime() < duration("17h") }
unless { context.args has tags && context.args.tags.contains("vip") };`,
    { defaults: false },
  );
  const block = (args: object) =>
    decide(request(ana, "firewall block", { address: "203.0.113.9", ...args }, "soc")).reason.code;
  expect(decide(request(joe, "host status", { host: "lab-01" })).kind).toBe("allow");
  expect(decide(request(joe, "host status", { host: "web-03" })).kind).toBe("deny");
  expect(decide(request(joe, "host status", { host: "db-01" })).kind).toBe("deny");
  expect(block({})).toBe("effects-not-here");
  expect(block({ hours: 24, tags: ["dull"] })).toBe("effects-not-here");
  expect(block({ hours: 25 })).toBe("no-policy-allows");
  expect(block({ tags: ["vip"] })).toBe("no-policy-allows");
});

test("an argument cannot pose as an entity or as another type", () => {
  const decide = judgeBy(
    `permit (principal, action == Action::"firewall block", resource) when { context.args.hours < 5 };`,
  );
  for (const hours of [{ __entity: { type: "Person", id: "ana" } }, "3", 2.5, Number.MAX_VALUE, [1]])
    expect(decide(request(ana, "firewall block", { address: "x", hours })).reason.code).toBe("policy-error");
});

test("an error while a policy is evaluated denies, though another policy allows", () => {
  const decide = judgeBy(`permit (principal, action == Action::"firewall block", resource);
permit (principal, action == Action::"firewall block", resource) when { context.args.hours * 9007199254740991 > 3 };`);
  const decision = decide(request(ana, "firewall block", { address: "x", hours: 9007199254740991 }));
  expect(decision).toMatchObject({
    kind: "deny",
    reason: { code: "policy-error" },
    policies: [{ id: "it-ops.cedar:2" }],
  });
  expect(decision.reason.say).toContain("policy `it-ops.cedar:2` could not be evaluated");
});

test("an unknown command and one that changed since are denied", () => {
  const decide = judgeBy("");
  expect(decide(request(ana, "host gone")).reason.code).toBe("unknown-command");
  expect(decide({ ...request(ana, "host status"), version: "2" }).reason.code).toBe("version-changed");
});

test("whatever the judge leans on throws, it denies and does not throw", () => {
  const boom = () => {
    throw new Error("boom");
  };
  const policies = policiesOf(`permit (principal, action, resource) when { context.at < datetime("2030-01-01") };`);
  const needs = needsOf(policies);
  const forOthers = needsOf(
    policiesOf(`permit (principal in Group::"it-ops", action, resource);`, { defaults: false }),
  );
  const broken = [
    { ...needs, room: boom },
    { ...needs, roomsOf: boom },
    { ...needs, now: boom },
    { ...forOthers, people: boom },
    { ...needs, inventory: { hosts: boom, find: boom } },
    { ...needs, policies: { ...policies, registry: { commands: [], find: boom } } },
    { ...needs, policies: { ...policies, slices: { slice: boom, memory: new Map() } } },
  ];
  expect(judge(needs)(request(ana, "host status")).kind).toBe("allow");
  for (const one of broken) {
    const heard: unknown[] = [];
    const denied = { kind: "deny", reason: { code: "policy-error" } };
    expect(judge({ ...one, failed: (error) => heard.push(error) })(request(ana, "host status"))).toMatchObject(denied);
    expect(judge({ ...one, failed: boom })(request(ana, "host status"))).toMatchObject(denied);
    expect(heard).toHaveLength(1);
  }
});

test("what was remembered for one person, target or membership is not told of another", () => {
  const policies = policiesOf(`forbid (principal in Group::"developers", action, resource in Tag::"prod");`);
  const decide = judge(needsOf(policies));
  const kinds = () =>
    [joe, ana].flatMap((person) =>
      ["web-03", "lab-01"].map((host) => decide(request(person, "host status", { host })).kind),
    );
  expect(kinds()).toEqual(["deny", "allow", "allow", "allow"]);
  expect(kinds()).toEqual(["deny", "allow", "allow", "allow"]);
  expect(decide(request({ ...joe, groups: [] }, "host status")).kind).toBe("allow");
  const left = judge({ ...needsOf(policies), roomsOf: () => [] });
  expect(left(request(ana, "host status")).kind).toBe("deny");
});

test("a policy on a plugin or a risk holds for all commands of it, and the command can be asked for in a condition", () => {
  const over = registryOf([
    ...registry.commands,
    registered("nmap scan", "read", registry.commands[0]?.command.args, "scanner"),
  ]);
  const decide = judge(
    needsOf(
      policiesOf(
        `permit (principal, action in [Action::"plugin:scanner", Action::"plugin:help"], resource) when { action != Action::"help" };`,
        { defaults: false },
        over,
      ),
    ),
  );
  expect(decide(request(ana, "nmap scan", {})).kind).toBe("allow");
  expect(decide(request(ana, "help", {})).kind).toBe("deny");
  expect(decide(request(ana, "host status")).kind).toBe("deny");
});
