import { expect, test } from "vitest";
import { complete } from "./complete.ts";
import { allCommands, registryOf, sampleInventory } from "./sample.fixture.ts";

const registry = registryOf(allCommands);
const texts = (line: string) => {
  const { from, choices } = complete(registry, line, sampleInventory);
  return choices.map(({ text }) => line.slice(0, from) + text);
};

test.each([
  ["ho", ["host"]],
  ["host ", ["host list", "host status"]],
  ["HOST s", ["HOST status"]],
  ["/fire", ["/firewall block"]],
  ["@wardroom al", ["@wardroom alert quiet"]],
  ["host status ", ["host status web-03", "host status db-01"]],
  ["host status web-03 --v", ["host status web-03 --verbose"]],
  ["host status --host d", ["host status --host db-01"]],
  ["note x level=in", ["note x level='in progress'"]],
  ["note x --level ", ["note x --level low", "note x --level 'in progress'", "note x --level high"]],
  ["nothing like it", []],
])("%j may become %j", (line, expected) => {
  expect(texts(line)).toEqual(expected);
});

test("every command can be completed from nothing", () => {
  expect(texts("").length).toBeGreaterThan(5);
});
