import { Readable } from "node:stream";
import { expect, test } from "vitest";
import { indicators } from "./indicators.ts";

async function run(...chunks: (string | Uint8Array)[]) {
  const said = { out: "", err: "" };
  const io = {
    stdin: Readable.from(chunks),
    stdout(text: string) {
      said.out += text;
    },
    stderr(text: string) {
      said.err += text;
    },
  };
  return { code: await indicators([], io), ...said };
}

test("each line in gives a line out, in order, whatever the chunks it comes in", async () => {
  const input = Buffer.from('{"id":1,"text":"see 203.0.113.9 – ok"}\r\n\n{"id":"b","text":"nothing"}');
  for (const size of [1, 3, 7, 1000]) {
    const chunks = Array.from({ length: Math.ceil(input.length / size) }, (_, i) =>
      input.subarray(i * size, (i + 1) * size),
    );
    expect(await run(...chunks)).toEqual({
      code: 0,
      out: '{"id":1,"indicators":[{"type":"ip","value":"203.0.113.9","start":4,"end":15}]}\n{"id":"b","indicators":[]}\n',
      err: "",
    });
  }
});

test("a wrong line is named with its number, the others are answered, and the exit code is 1", async () => {
  const { code, out, err } = await run('{"id":1,"text":"a"}\nnonsense\n{"id":2}\n[]\n{"id":3,"text":"evil.com"}\n');
  expect(code).toBe(1);
  expect(out.trim().split("\n")).toHaveLength(2);
  expect(out).toContain('"value":"evil.com"');
  expect(err).toContain("line 2: not JSON");
  expect(err).toContain("line 3: text:");
  expect(err).toContain("line 4: the line:");
});

test("a line separator inside a JSON string ends no line, and bytes that are no UTF-8 break nothing", async () => {
  const { code, out } = await run(
    '{"id":1,"text":"a\u2028evil.com"}\n',
    Buffer.concat([Buffer.from('{"id":2,"text":"'), Buffer.from([0xff, 0xfe]), Buffer.from(' 203.0.113.9"}\n')]),
  );
  expect(code).toBe(0);
  expect(out.match(/evil\.com|203\.0\.113\.9/g)).toEqual(["evil.com", "203.0.113.9"]);
});

test("a line of one megabyte is answered", async () => {
  const { code, out } = await run(`{"id":1,"text":"${"x. ".repeat(350_000)}203.0.113.9"}`);
  expect(code).toBe(0);
  expect(out).toContain('"value":"203.0.113.9"');
});

test("words after the verb are refused", async () => {
  const io = { stdin: Readable.from([]), stdout: () => {}, stderr: () => {} };
  await expect(indicators(["evil.com"], io)).rejects.toMatchObject({ code: "wrong-usage" });
});
