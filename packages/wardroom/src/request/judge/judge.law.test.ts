import fc from "fast-check";
import { expect, test } from "vitest";
import { needsOf, people, policiesOf, registry, request } from "./judge.fixture.ts";
import { judge } from "./judge.ts";
import { may } from "./may.ts";

/** Laws over policies of every scope and a few kinds of condition. */

const q = JSON.stringify;
const principal = fc.oneof(
  fc.constant("principal"),
  fc.constantFrom("ana", "sam", "joe").map((id) => `principal == Person::${q(id)}`),
  fc.constantFrom("analysts", "it-ops", "nobody").map((id) => `principal in Group::${q(id)}`),
  fc.constantFrom("soc", "general").map((id) => `principal is Person in Room::${q(id)}`),
);
const actionIds = [
  ...registry.commands.map(({ command }) => command.name),
  "risk:read",
  "risk:reversible",
  "plugin:host",
];
const action = fc.oneof(
  fc.constant("action"),
  fc.constantFrom(...actionIds).map((id) => `action in Action::${q(id)}`),
  fc.subarray(actionIds, { minLength: 1 }).map((ids) => `action in [${ids.map((id) => `Action::${q(id)}`).join()}]`),
);
const resource = fc.oneof(
  fc.constant("resource"),
  fc.constantFrom("web-03", "lab-01").map((id) => `resource == Host::${q(id)}`),
  fc.constantFrom("prod", "lab").map((id) => `resource in Tag::${q(id)}`),
  fc.constant("resource is Room"),
);
const condition = fc.constantFrom(
  "true",
  "principal in context.room",
  "context.direct",
  `context.via == "grammar"`,
  `principal.id == "ana"`,
  `action == Action::"host status"`,
  `resource == Host::"web-03"`,
  `context.at > datetime("2026-01-01")`,
  `9223372036854775807 + (if context.direct then 1 else 2) > 0`,
);
const clause = fc.tuple(fc.constantFrom("when", "unless"), condition).map(([kind, text]) => `${kind} { ${text} }`);
const policy = (effect: "permit" | "forbid") =>
  fc
    .tuple(principal, action, resource, fc.array(clause, { maxLength: 2 }))
    .map(([p, a, r, clauses]) => `${effect} (${p}, ${a}, ${r}) ${clauses.join(" ")};`);
const permits = fc.array(policy("permit"), { maxLength: 6 });
const forbids = fc.array(policy("forbid"), { maxLength: 4 });

const asked = fc
  .record({
    person: fc.constantFrom(...Object.values(people)),
    command: fc.constantFrom(...registry.commands.map(({ command }) => command.name), "unknown"),
    host: fc.oneof(fc.constantFrom("web-03", "shop", "lab-01", "db-01"), fc.string()),
    room: fc.oneof(fc.constantFrom("soc", "general", "dm:joe"), fc.string()),
  })
  .map(({ person, command, host, room }) =>
    request(person, command, command === "firewall block" ? { address: host } : { host, hosts: [host] }, room),
  );

/** Whether it would be carried out, were changes here already. */
const lets = (decision: ReturnType<ReturnType<typeof judge>>) =>
  decision.kind === "allow" || decision.reason.code === "effects-not-here";
const judgeBy = (texts: readonly string[]) => judge(needsOf(policiesOf(texts.join("\n"), { defaults: false })));

test("without a permit nothing is allowed, whatever is forbidden and asked", () => {
  fc.assert(
    fc.property(forbids, fc.array(asked, { minLength: 1, maxLength: 5 }), (texts, requests) => {
      const decide = judgeBy(texts);
      for (const one of requests) expect(lets(decide(one))).toBe(false);
    }),
    { numRuns: 60 },
  );
});

test("one more forbid never turns a no into a yes, and one more permit never makes a forbidden thing allowed", () => {
  fc.assert(
    fc.property(
      permits,
      forbids,
      policy("forbid"),
      policy("permit"),
      fc.array(asked, { minLength: 1, maxLength: 5 }),
      (a, b, no, yes, requests) => {
        const before = judgeBy([...a, ...b]);
        const forbidden = judgeBy([...a, ...b, no]);
        const permitted = judgeBy([...a, ...b, yes]);
        for (const one of requests) {
          if (!lets(before(one))) expect(lets(forbidden(one))).toBe(false);
          if (before(one).reason.code === "policy-forbids") expect(lets(permitted(one))).toBe(false);
        }
      },
    ),
    { numRuns: 60 },
  );
});

test("slicing and remembering change no verdict: the order of policies and of questions does not matter", () => {
  fc.assert(
    fc.property(permits, forbids, fc.array(asked, { minLength: 2, maxLength: 8 }), (a, b, requests) => {
      const one = judgeBy([...a, ...b]);
      const forward = requests.map((ask) => one(ask).reason.code);
      const fresh = [...requests].reverse().map((ask) => judgeBy([...b, ...a])(ask).reason.code);
      expect(fresh.reverse()).toEqual(forward);
      expect(requests.map((ask) => one(ask).reason.code)).toEqual(forward);
    }),
    { numRuns: 40 },
  );
});

test("help does not lie: what it calls allowed or denied for sure is judged so", () => {
  fc.assert(
    fc.property(permits, forbids, fc.array(asked, { minLength: 1, maxLength: 5 }), (a, b, requests) => {
      const needs = needsOf(policiesOf([...a, ...b].join("\n"), { defaults: false }));
      for (const one of requests) {
        if (one.command === "unknown") continue;
        const { allowed, depends } = may(needs)(one.person, one.command, one.place.room);
        const decision = judge(needs)(one);
        if (decision.kind === "allow") expect(allowed).toBe(true);
        if (allowed && !depends && decision.reason.code !== "policy-error") expect(decision.kind).toBe("allow");
      }
    }),
    { numRuns: 60 },
  );
});

test("it never throws, whatever the arguments are", () => {
  const decide = judgeBy([
    `permit (principal, action, resource);`,
    `forbid (principal, action == Action::"firewall block", resource) when { context.args has tags && context.args.hours > 3 };`,
  ]);
  fc.assert(
    fc.property(
      fc.constantFrom(...registry.commands),
      fc.dictionary(fc.string(), fc.jsonValue()),
      fc.jsonValue(),
      (one, args, value) => {
        const all = { ...args, host: value, hosts: value, address: value, hours: value, tags: value };
        expect(["allow", "deny"]).toContain(decide(request(people.ana, one.command.name, all)).kind);
      },
    ),
  );
});
