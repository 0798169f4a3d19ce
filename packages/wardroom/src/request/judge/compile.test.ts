import { expect, test } from "vitest";
import { z } from "zod";
import { compilePolicies } from "./compile.ts";
import { registered, registry, registryOf } from "./judge.fixture.ts";

function problemsOf(text: string, file = "shop.cedar") {
  const compiled = compilePolicies([{ file, text }], registry);
  return compiled.problems?.map((problem) => `${problem.file}:${problem.line}:${problem.column} ${problem.say}`) ?? [];
}

test("a policy that names an unknown command is a problem with its file, line and column", () => {
  const text = `// Umlauts count as one: ä
permit (principal, action == Action::"host status", resource);

forbid (
  principal, /* no block comments in Cedar, so this is not one */
`;
  expect(
    problemsOf(`permit (principal, action, resource);
@id("ünïcode") permit (principal,
  action in [Action::"host status", Action::"shop restat"], resource);`),
  ).toEqual(['shop.cedar:3:45 no command is called "shop restat"; did you mean "shop restart"?']);
  expect(problemsOf(`permit (principal, action in Action::"plugin:hots", resource);`)).toEqual([
    'shop.cedar:1:38 no plugin with commands is called "hots"; did you mean "plugin:host"?',
  ]);
  expect(problemsOf(text)[0]).toMatch(/^shop\.cedar:5:14 /);
});

test("what Cedar's validator finds is told with its place, also behind multi-byte text", () => {
  expect(
    problemsOf(`permit (principal, action == Action::"host status", resource)
when { "äöü𝒳" != "" && context.args.hots == "x" };`),
  ).toEqual([expect.stringMatching(/^shop\.cedar:2:25 attribute `args.hots` .* not found; did you mean `host`\?$/)]);
  expect(
    problemsOf(`permit (principal, action == Action::"help", resource) when { context.args.topic == "x" };`)[0],
  ).toContain("unable to guarantee safety of access to optional attribute");
});

test("text that is no policy, a template, an unknown type and a missing semicolon are problems", () => {
  expect(problemsOf("permit (principal, action, resource);\npermit principal;")[0]).toMatch(/^shop\.cedar:2:8 /);
  expect(problemsOf("permit (principal == ?principal, action, resource);")[0]).toMatch(/^shop\.cedar:1:22 .*template/);
  expect(problemsOf("permit (principal is Robot, action, resource);")[0]).toContain("Robot");
  expect(problemsOf("permit (principal, action, resource)")[0]).toMatch(/^shop\.cedar:1:/);
  expect(problemsOf(";")[0]).toMatch(/^shop\.cedar:1:1 /);
});

test("two policies with one id are a problem that names both, and nobody takes the id of a default", () => {
  expect(
    problemsOf(`@id("a") permit (principal, action, resource);
  @id("a") forbid (principal, action, resource);
@id("default.reads") permit (principal, action, resource);`),
  ).toEqual([
    'shop.cedar:2:3 the id "a" is taken by the policy at shop.cedar:1',
    'shop.cedar:3:1 the id "default.reads" is taken by the policy at default:1',
  ]);
});

test("semicolons in strings and comments part nothing, and each policy keeps its line", () => {
  const compiled = compilePolicies(
    [
      {
        file: "a.cedar",
        text: `\ufeff// one; two
permit (principal, action, resource) when { "a;\\";b" != "" }; // after; it
  forbid (principal, // with ; "quotes
    action, resource) when { false };
`,
      },
      { file: "b.cedar", text: "\r\npermit (principal, action, resource);" },
    ],
    registry,
    { defaults: false },
  );
  expect(compiled.policies?.policies.map(({ id }) => id)).toEqual(["a.cedar:2", "a.cedar:3", "b.cedar:2"]);
});

test("groups, people and rooms that the settings do not name are warned of, with what was meant", () => {
  const text = `permit (principal in Group::"it-opps", action, resource);
forbid (principal == Person::"joe", action, resource) when { context.room == Room::"sock" || context.room == Room::"dm:joe" };`;
  const known = { groups: ["it-ops"], people: ["joe"], rooms: ["soc"] };
  const compiled = compilePolicies([{ file: "a.cedar", text }], registry, { known });
  expect(compiled.policies && compiled.warnings).toEqual([
    { file: "a.cedar", line: 1, column: 29, say: 'the settings name no group "it-opps"; did you mean "it-ops"?' },
    { file: "a.cedar", line: 2, column: 84, say: 'the settings name no room "sock"; did you mean "soc"?' },
  ]);
});

test("a policy on all commands that looks at an argument is checked against every shape of arguments", () => {
  const text = `permit (principal, action in Action::"plugin:p", resource) when { context.args.n == 1 };`;
  const withN = (i: number) => registered(`p ${i}`, "read", z.object({ n: z.int() }), "p");
  const many = [1, 2, 3].map(withN);
  const check = (commands: typeof many) => compilePolicies([{ file: "a.cedar", text }], registryOf(commands)).problems;
  expect(check(many)).toBeUndefined();
  expect(check([...many, registered("p 4", "read", z.object({ n: z.string() }), "p")])).toHaveLength(1);
  // Fractions have no exact place in Cedar, so a policy cannot look at them.
  expect(check([...many, registered("p 5", "read", z.object({ n: z.number() }), "p")])).toHaveLength(1);
});
