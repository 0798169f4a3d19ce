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

test("the hosts there are, and what else a command takes, are no business of whom it is not for", () => {
  const told: string[] = [];
  for (const line of ["host status ", "host status --host w", "host status web-03 --v"]) {
    const { choices } = complete(registry, line, sampleInventory, (command) => {
      told.push(command);
      return false;
    });
    expect(choices).toEqual([]);
  }
  expect(new Set(told)).toEqual(new Set(["host status"]));
  expect(complete(registry, "ho", sampleInventory, () => false).choices).toHaveLength(1);
});

test("every command can be completed from nothing", () => {
  expect(texts("").length).toBeGreaterThan(5);
});
