import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { z } from "zod";
import { entities, entity } from "./entities.ts";
import type { EntityName } from "./entity.ts";
import { defang, refang } from "./refang.ts";

const names = Object.keys(entities) as EntityName[];
const context = { now: new Date("2026-11-24T08:30:00Z"), zone: "Europe/Berlin" };

/** Text that is nearly an entity: pieces that the parsers look for, stuck together at random. */
const nearly = fc
  .array(
    fc.oneof(
      fc.constantFrom(
        ...".:/@#-[](){}\\ %T".split(""),
        ..."[.] (dot) hxxp:// https:// :: ffff 1 255 fe80 a b9 xn-- com example co.uk É 中 \u200b ． P PT 2h 30 m a day in ago tomorrow".split(
          " ",
        ),
        "cve-2021-",
        "AS",
      ),
      fc.string({ unit: "binary", maxLength: 3 }),
    ),
    { maxLength: 12 },
  )
  .map((pieces) => pieces.join(""));
const anyText = fc.oneof(nearly, fc.string({ unit: "binary" }), fc.string(), fc.webUrl(), fc.ipV6(), fc.emailAddress());

describe.each(names)("%s", (name) => {
  const { parse, example } = entities[name];

  test("its example is one", () => expect(parse(example, context)).toBeDefined());

  test("what parses has a canonical form that parses to itself, and nothing makes it throw", () => {
    fc.assert(
      fc.property(anyText, (text) => {
        const canonical = parse(text, context);
        if (canonical !== undefined) expect(parse(canonical, context)).toBe(canonical);
      }),
      { numRuns: 2000 },
    );
  });

  test("a value that has grown beyond all use is refused quickly", () => {
    for (const piece of ["1", "a.", ":", "[.]", "@", "1h ", "-", " dot ", "xn--", "中", "/"])
      expect(parse(piece.repeat(100_000))).toBeUndefined();
  });

  test("as a schema it accepts the same, gives the canonical form and names itself in JSON Schema", () => {
    const schema = entity[name]();
    expect(parse(schema.parse(example))).toBe(schema.parse(example));
    expect(z.toJSONSchema(schema, { io: "input" })).toMatchObject({ type: "string", format: name });
    expect(schema.safeParse("\u0000").error?.issues[0]?.message).toContain("expected");
    expectString(z.object({ it: schema }).parse({ it: example }).it);
  });
});

/** Holds at compile time: the schema's output is a string. */
function expectString(text: string) {
  expect(typeof text).toBe("string");
}

test("defanging an address, a domain, a URL or an e-mail address can be taken back", () => {
  const values: [EntityName, fc.Arbitrary<string>][] = [
    ["ip", fc.oneof(fc.ipV4(), fc.ipV6())],
    ["domain", fc.domain()],
    ["url", fc.webUrl({ withFragments: true, withQueryParameters: true })],
    ["email", fc.emailAddress()],
  ];
  for (const [name, arbitrary] of values)
    fc.assert(
      fc.property(arbitrary, (text) => {
        const value = entities[name].parse(text);
        if (value === undefined) return;
        expect(refang(defang(value))).toBe(value);
        expect(entities[name].parse(defang(value))).toBe(value);
      }),
    );
});
