import { isAuthorized, type Response, type Schema } from "@cedar-policy/cedar-wasm/nodejs";
import fc from "fast-check";
import { expect, test } from "vitest";
import type { Registered } from "../../model/registry.ts";
import type { Request } from "../../model/request.ts";
import { cedarSchema } from "./cedar-schema.ts";
import type { PolicySet } from "./compile.ts";
import { hosts, needsOf, people, policiesOf, registry, request } from "./judge.fixture.ts";
import { judge } from "./judge.ts";
import { may } from "./may.ts";
import { contextOf, targetsOf } from "./question.ts";
import { contextAttributes } from "./weigh.ts";

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
  `principal in Group::"analysts" || principal == Person::"joe"`,
  `principal in Group::"it-ops" && resource in Tag::"prod"`,
  `action in [Action::"host status", Action::"risk:reversible"] && context.direct`,
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

test("a verdict is what Cedar says over all policies at once, with everything in sight and checked by the schema", () => {
  const groups = [
    "risk:read",
    "risk:reversible",
    "risk:irreversible",
    "plugin:host",
    "plugin:help",
    "plugin:shop",
    "plugin:firewall",
  ];
  const schema = cedarSchema(registry.commands, groups);
  fc.assert(
    fc.property(permits, forbids, fc.array(asked, { minLength: 1, maxLength: 6 }), (a, b, requests) => {
      const policies = policiesOf([...a, ...b].join("\n"), { defaults: false });
      const decide = judge(needsOf(policies));
      for (const one of [...requests, ...requests]) {
        const found = registry.find(one.command);
        if (found === undefined) continue;
        const { decision, diagnostics } = wholeCedar(policies, found, one, schema);
        const allowed = decision === "allow" && diagnostics.errors.length === 0;
        expect(lets(decide(one))).toBe(allowed);
        if (allowed)
          expect(
            decide(one)
              .policies.map(({ id }) => id)
              .sort(),
          ).toEqual([...diagnostics.reason].sort());
        expect(decide(one).reason.code === "policy-error").toBe(diagnostics.errors.length > 0);
      }
    }),
    { numRuns: 60 },
  );
});

/** Cedar asked plainly: no slices, no memory, all of the context. */
function wholeCedar(policies: PolicySet, found: Registered, one: Request, schema: Schema): Response {
  const needs = needsOf(policies);
  const [target] = targetsOf(found, one.args, one.place.room, hosts);
  const direct = needs.room(one.place.room)?.kind === "direct";
  const context = contextOf(found, { room: one.place.room, direct, via: one.via, args: one.args, at: needs.now() });
  const principal = { type: "Person", id: one.person.id };
  const resource = { type: target?.type as string, id: target?.id as string };
  const { id, name, groups } = one.person;
  const parents = [
    ...groups.map((group) => ({ type: "Group", id: group })),
    ...needs.roomsOf(id).map((room) => ({ type: "Room", id: room.id })),
  ];
  const attrs: Record<string, string> = target?.type === "Host" ? { name: target.id } : {};
  if (target?.type === "Host" && target.owner !== undefined) attrs["owner"] = target.owner;
  const tags = target?.type === "Host" ? target.tags : [];
  const answer = isAuthorized({
    principal,
    action: { type: "Action", id: one.command },
    resource,
    context: Object.fromEntries(contextAttributes.map((attribute) => [attribute, context(attribute)])),
    schema,
    validateRequest: true,
    policies: { staticPolicies: Object.fromEntries(policies.policies.map((each) => [each.id, each.source.text])) },
    entities: [
      { uid: principal, attrs: { id, name }, parents },
      { uid: resource, attrs, parents: tags.map((tag) => ({ type: "Tag", id: tag })) },
    ],
  });
  if (answer.type === "failure") throw new Error(JSON.stringify(answer.errors));
  return answer.response;
}

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
