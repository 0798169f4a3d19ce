import { expect, test } from "vitest";
import { needsOf, people, policiesOf } from "./judge.fixture.ts";
import { may } from "./may.ts";

const { ana, sam, joe } = people;
const mayBy = (text: string) => may(needsOf(policiesOf(text)));

test("help says what is allowed here, without arguments", () => {
  const can = mayBy("");
  expect(can(ana, "host status", "soc")).toEqual({
    allowed: true,
    depends: false,
    say: "Allowed by policy `default.reads`.",
    askWhom: [],
  });
  expect(can(joe, "host status", "soc")).toMatchObject({ allowed: false });
  expect(can(joe, "nothing", "soc")).toMatchObject({ allowed: false });
});

test("it depends where a host or an argument decides, and is a plain no where none would help", () => {
  const can = mayBy(`forbid (principal in Group::"developers", action, resource in Tag::"prod");
forbid (principal in Group::"analysts", action == Action::"host logins", resource) when { context.args.host == "db-01" };
@because("never") forbid (principal == Person::"sam", action == Action::"host compare", resource);`);
  expect(can(joe, "host status", "general")).toMatchObject({ allowed: true, depends: true });
  expect(can(ana, "host logins", "general")).toMatchObject({ allowed: true, depends: true });
  expect(can(ana, "host status", "general")).toMatchObject({ allowed: true, depends: false });
  expect(can(sam, "host compare", "general")).toMatchObject({
    allowed: false,
    say: "`host compare` is not for you here: never (policy `it-ops.cedar:3`).",
  });
});

test("a refusal names whom to ask, and a change that policy allows is not promised", () => {
  const can = mayBy(
    `permit (principal in Group::"it-ops", action == Action::"shop restart", resource in Tag::"prod");`,
  );
  expect(can(joe, "shop restart", "general")).toEqual({
    allowed: false,
    depends: false,
    say: "`shop restart` is for it-ops (policy `it-ops.cedar:1`).",
    askWhom: ["it-ops"],
  });
  expect(can(sam, "shop restart", "general")).toMatchObject({
    allowed: false,
    say: "Depends on what it is asked of (policy `it-ops.cedar:1`), but carrying out changes is not in this version of Wardroom yet.",
  });
});

test("what throws is a no", () => {
  const needs = needsOf(policiesOf(""));
  const boom = () => {
    throw new Error("boom");
  };
  expect(may({ ...needs, roomsOf: boom })(ana, "host status", "soc").allowed).toBe(false);
});
