import { type Command, defineCommand, entity } from "@wardroom/sdk";
import fc from "fast-check";
import { expect, test } from "vitest";
import { z } from "zod";
import { compileInterpret } from "./interpret.ts";
import { printCall } from "./print.ts";
import { allCommands, NOW, registryOf, sampleInterpret, sampleInventory } from "./sample.fixture.ts";
import { tokenize } from "./token.ts";

/** One generated argument: its declaration, and canonical values that it takes. */
interface Kind {
  readonly schema: z.ZodType;
  readonly values: fc.Arbitrary<unknown>;
}

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 30 }),
  fc.string({ unit: "grapheme", maxLength: 30 }),
  fc.stringMatching(/^[-"'`\\=:,<>[\]() a-z\n\u00a0\u200b\u201c\u201d\u2019]{0,20}$/),
  fc.constantFrom(
    "--",
    "--flag",
    "—x",
    "a=b",
    "a: b",
    "`",
    "```",
    "'",
    '"',
    "\\",
    "web-03",
    "status",
    "no",
    "",
    " ",
    "<@U1>",
    "2 hours",
  ),
);
const host = fc.constantFrom("web-03", "db-01", "192.0.2.3", "2001:db8::1", "on", "for", "a", "and", "please");
const word = fc.stringMatching(/^[a-z][a-z0-9]{0,6}$/);

const kinds: fc.Arbitrary<Kind> = fc.oneof(
  fc.constant({ schema: z.string(), values: text }),
  fc.constant({ schema: z.string().meta({ format: "line" }), values: text }),
  fc.constant({ schema: entity.host(), values: host }),
  fc.constant({ schema: entity.ip(), values: fc.constantFrom("192.0.2.3", "2001:db8::1", "10.0.0.0/8") }),
  fc.constant({ schema: entity.duration(), values: fc.constantFrom("PT30M", "P1D", "PT1H30M") }),
  fc.constant({ schema: entity.time(), values: fc.constantFrom("2026-11-24T09:00:00Z") }),
  fc.constant({ schema: z.int(), values: fc.integer() }),
  fc.constant({ schema: z.number(), values: fc.double({ noNaN: true, noDefaultInfinity: true }) }),
  fc.constant({
    schema: z.enum(["low", "in progress", "High"]),
    values: fc.constantFrom("low", "in progress", "High"),
  }),
  fc.constant({ schema: z.boolean(), values: fc.boolean() }),
  fc.constant({ schema: z.array(z.string()), values: fc.array(text, { maxLength: 4 }) }),
  fc.constant({ schema: z.array(entity.host()), values: fc.array(host, { maxLength: 4 }) }),
  fc.constant({ schema: z.array(z.int()), values: fc.array(fc.integer(), { maxLength: 4 }) }),
);

const declared = fc
  .uniqueArray(fc.record({ name: word, kind: kinds, optional: fc.boolean() }), {
    maxLength: 5,
    selector: ({ name }) => name,
  })
  .chain((args) =>
    fc.record({
      args: fc.constant(args),
      values: fc.tuple(
        ...args.map(({ kind, optional }) => (optional ? fc.option(kind.values, { nil: undefined }) : kind.values)),
      ),
    }),
  );

function commandOf(args: readonly { name: string; kind: Kind; optional: boolean }[], name = "do it"): Command {
  const shape = Object.fromEntries(
    args.map(({ name, kind, optional }) => [name, optional ? kind.schema.optional() : kind.schema]),
  );
  return defineCommand({
    name,
    summary: "Generated",
    args: z.object(shape),
    examples: [name],
    risk: "read",
    run: async () => "done",
  });
}

test("what is printed is read as the same call, whatever the arguments and their values", () => {
  fc.assert(
    fc.property(declared, ({ args, values }) => {
      const command = commandOf(args);
      const registry = registryOf([command, commandOf(args, "do it again")]);
      const given = Object.fromEntries(
        args.flatMap(({ name }, i) => (values[i] === undefined ? [] : [[name, values[i]]])),
      );
      const line = printCall("do it", given, registry);
      const interpret = compileInterpret({
        registry,
        inventory: sampleInventory,
        botNames: ["wardroom"],
        siteAliases: new Map(),
      });
      const { act, requests } = interpret({ text: `@wardroom ${line}`, direct: true, now: NOW });
      expect({ line, act, args: requests[0]?.args }).toEqual({ line, act: "run", args: given });
    }),
    { numRuns: 1_500 },
  );
});

const interpret = sampleInterpret();
const piece = fc.oneof(
  text,
  fc.constantFrom(
    ...allCommands.flatMap(({ name }) => name.split(" ")),
    "@wardroom",
    "wardroom:",
    "/",
    "!",
    "!!",
    "--host",
    "hours=",
    "reason:",
    "for",
    "what's",
    "going",
    "on",
    "with",
    "203.0.113.9",
    ">",
    "\n",
    "<http://x|x>",
    "<at>",
    "[a](http://b)",
    "and",
    ",",
  ),
);
const message = fc.oneof(
  fc.string({ unit: "binary", maxLength: 200 }),
  fc.array(piece, { maxLength: 12 }).map((parts) => parts.join(" ")),
  fc.array(piece, { maxLength: 12 }).map((parts) => parts.join("")),
);

test("no message makes it throw, and what it carries out is canonical", () => {
  const registry = registryOf(allCommands);
  fc.assert(
    fc.property(message, fc.boolean(), (said, direct) => {
      const meaning = interpret(said, { direct });
      if (meaning.act === "ask") expect(meaning.ask?.say).toBeTruthy();
      if (meaning.act !== "run") return;
      for (const { command, args } of meaning.requests) {
        const found = registry.find(command)?.command;
        expect(found?.args.parse(args)).toEqual(args);
        const again = interpret(printCall(command, args, registry));
        expect(again.requests[0]?.args).toEqual(args);
      }
    }),
    { numRuns: 4_000 },
  );
});

test("no answer to a question makes it throw", () => {
  const question = fc.record({
    id: fc.constant("q"),
    kind: fc.constantFrom("argument" as const, "choice" as const, "confirm" as const),
    command: fc.constantFrom("host status", "firewall block", "note", "gone"),
    args: fc.constant({}),
    asks: fc.constantFrom("host", "address", "text", "hours", "other"),
    choices: fc.constant(["host list", "host status web-03"]),
    expiresAt: fc.constant("2027-01-01T00:00:00Z"),
  });
  fc.assert(
    fc.property(question, message, fc.boolean(), (waiting, said, direct) => {
      interpret(said, { question: waiting, direct });
    }),
    { numRuns: 2_000 },
  );
});

test("tokens lie in the text, in order, and everything that can be seen is in one of them", () => {
  fc.assert(
    fc.property(message, (said) => {
      let end = 0;
      for (const token of tokenize(said)) {
        expect(token.start).toBeGreaterThanOrEqual(end);
        expect(said.slice(end, token.start).replace(/[^\p{L}\p{N}]/gu, "")).toBe("");
        expect(token.end).toBeGreaterThan(token.start);
        end = token.end;
      }
      expect(said.slice(end).replace(/[^\p{L}\p{N}]/gu, "")).toBe("");
    }),
    { numRuns: 2_000 },
  );
});

test("four times the text costs about four times the time, also when it is made to hurt", () => {
  const hurt = [
    '"a ',
    "'",
    "`",
    "``` ",
    "“",
    "<",
    "<http://",
    "[",
    "[a](",
    "--x ",
    "a=",
    "a: ",
    "and ",
    ", ",
    "@",
    ">",
    "!",
    "what's ",
    "—",
    "\u200b",
    "a\n",
  ];
  const spend = (said: string) => {
    let best = Number.POSITIVE_INFINITY;
    for (let round = 0; round < 5; round++) {
      const begun = performance.now();
      for (const line of [said, `note ${said}`, `scan ${said}`, `what's going on with ${said}`]) interpret(line);
      best = Math.min(best, performance.now() - begun);
    }
    return best;
  };
  for (const bit of hurt) {
    const once = spend(bit.repeat(Math.floor(9_000 / bit.length)));
    const more = spend(bit.repeat(Math.floor(36_000 / bit.length)));
    expect({ bit, grows: more / Math.max(once, 4) < 12 }).toEqual({ bit, grows: true });
  }
});
