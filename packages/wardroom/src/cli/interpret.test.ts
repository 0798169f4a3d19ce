import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { allCommands, registryOf, sampleInventory } from "../message/interpret/sample.fixture.ts";
import { interpretBatch } from "./interpret-batch.ts";

async function batch(lines: readonly string[], args: readonly string[] = []) {
  let [out, err] = ["", ""];
  const code = await interpretBatch(
    args,
    {
      stdin: Readable.from([lines.join("\n")]),
      stdout: (text) => {
        out += text;
      },
      stderr: (text) => {
        err += text;
      },
    },
    {
      loadRegistry: async () => registryOf(allCommands),
      loadInventory: async () => sampleInventory,
      now: () => new Date("2026-11-24T10:00:00Z"),
    },
  );
  return {
    code,
    err,
    out:
      out === ""
        ? []
        : out
            .trimEnd()
            .split("\n")
            .map((line) => JSON.parse(line)),
  };
}

test("a line in gives a line out, with the act, the requests and what else it may have meant", async () => {
  const { code, out } = await batch([
    '{"id":"a","text":"host status web-03"}',
    '{"id":"b","text":"what\'s going on with web-03?","addressed":false,"room":"soc","as":"ana"}',
    '{"id":"c","text":"lunch?","addressed":false}',
    '{"id":4,"text":"host status"}',
    "",
    '{"id":"e","text":"block 203.0.113.9 for 2 hours"}',
    '{"id":"f","text":"hst status web-03"}',
  ]);
  const request = { command: "host status", args: { host: "web-03", verbose: false }, missing: [] };
  expect(out).toEqual([
    { id: "a", act: "run", requests: [{ ...request, via: "grammar", confidence: 1 }], alternatives: [] },
    { id: "b", act: "run", requests: [{ ...request, via: "phrase", confidence: 0.95 }], alternatives: [] },
    { id: "c", act: "silent", requests: [], alternatives: [] },
    {
      id: 4,
      act: "ask",
      requests: [{ command: "host status", args: {}, via: "grammar", confidence: 1, missing: ["host"] }],
      alternatives: [],
    },
    {
      id: "e",
      act: "confirm",
      requests: [
        {
          command: "firewall block",
          args: { address: "203.0.113.9", hours: 2 },
          via: "phrase",
          confidence: 1,
          missing: [],
        },
      ],
      alternatives: [],
    },
    { id: "f", act: "ask", requests: [], alternatives: [{ command: "host status", confidence: expect.closeTo(0.6) }] },
  ]);
  expect(code).toBe(0);
});

test("a line that is none is told by its number, and the others are still answered", async () => {
  const { code, err, out } = await batch([
    '{"id":"a","text":"host list"}',
    "nonsense",
    '{"id":"c"}',
    '{"id":"d","text":"host list"}',
  ]);
  expect(out.map(({ id }) => id)).toEqual(["a", "d"]);
  expect(err).toBe(
    'Line 2 is no JSON document with "id" and "text".\nLine 3 is no JSON document with "id" and "text".\n',
  );
  expect(code).toBe(1);
});

test("messages are not taken from the command line", async () => {
  await expect(batch([], ["host", "list"])).rejects.toMatchObject({ code: "wrong-usage" });
});
