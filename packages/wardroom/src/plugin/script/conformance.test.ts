import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AnyCall, Said } from "@wardroom/sdk";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { z } from "zod";
import type { Fault } from "../../base/fault.ts";
import { silentLog } from "../../base/log.ts";
import { openAnswer } from "./answer.ts";
import { parseDeclaration } from "./declaration.ts";
import { lineOf } from "./lines.ts";
import { loadScript } from "./load.ts";
import { requestOf } from "./script.ts";

/** The protocol's own folder: what stands there is what scripts in other people's repositories hold to. */
const protocol = new URL("../../../../../protocol/", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, protocol), "utf8");
const schemaOf = (name: string) => z.fromJSONSchema(JSON.parse(read(`${name}.schema.json`)));

const caseSchema = z.strictObject({
  case: z.string(),
  output: z.string().optional(),
  output64: z.base64().optional(),
  stderr: z.string().optional(),
  exit: z.int().optional(),
  signal: z.string().optional(),
  expect: z.strictObject({
    ends: z.enum(["done", "failed", "broken"]),
    say: z.string().optional(),
    card: z.unknown().optional(),
    files: z.array(z.strictObject({ name: z.string(), base64: z.base64() })).optional(),
    progress: z.array(z.tuple([z.string(), z.number().optional()])).optional(),
  }),
});

const cases = readdirSync(new URL("cases/", protocol)).map((file) =>
  caseSchema.parse(JSON.parse(read(`cases/${file}`))),
);

test.each(cases)("$case", async ({ output = "", output64, stderr = "", exit, signal, expect: expected }) => {
  const folder = mkdtempSync(join(tmpdir(), "wardroom-conformance-"));
  try {
    writeFileSync(join(folder, "command.yaml"), "name: conformance\nsummary: s\nrisk: read\nexamples: [conformance]\n");
    writeFileSync(join(folder, "output"), output64 === undefined ? output : Buffer.from(output64, "base64"));
    writeFileSync(join(folder, "errors"), stderr);
    const end = signal === undefined ? `exit ${exit}` : `kill -${signal} $$`;
    writeFileSync(join(folder, "run"), `#!/bin/sh\ncat output\ncat errors >&2\n${end}\n`);
    chmodSync(join(folder, "run"), 0o755);
    const loaded = await loadScript(folder, { environment: {}, log: silentLog() });
    if (typeof loaded === "string") throw new Error(loaded);
    const progress: [string, number?][] = [];
    const call = {
      args: {},
      person: { id: "ana", name: "Ana" },
      room: "soc",
      callId: "c",
      now: new Date(),
      signal: AbortSignal.timeout(10_000),
      progress: (text: string, share?: number) => progress.push(share === undefined ? [text] : [text, share]),
    };
    const ended = await loaded.command.run(call as unknown as AnyCall).then(
      (said) => ({ ends: (said as Said).failed ? "failed" : "done", ...(said as Said) }),
      (error: Fault) => ({ ends: "broken", say: error.say }) as Said & { ends: string },
    );
    expect({
      ends: ended.ends,
      ...(ended.say === undefined ? {} : { say: ended.say }),
      ...(ended.card === undefined ? {} : { card: ended.card }),
      ...(ended.files && {
        files: ended.files.map(({ name, content }) => ({
          name,
          base64: Buffer.from(content as string).toString("base64"),
        })),
      }),
      ...(progress.length > 0 ? { progress } : {}),
    }).toEqual(expected);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test("the schema of lines says yes to what is understood and no to what is text", () => {
  const schema = schemaOf("line");
  const lines = cases.flatMap(({ output = "" }) => output.split("\n")).filter((line) => line.startsWith("{"));
  for (const text of lines) {
    const line = lineOf(text.replace(/\r$/, ""));
    if (line.kind !== "json") continue;
    const answer = openAnswer();
    answer.add(line);
    const understood = answer.done().said.say !== line.text;
    // Of a card the schema says only that it is an object; its own schema says the rest.
    if (!("card" in line.value)) expect([text, schema.safeParse(line.value).success]).toEqual([text, understood]);
  }
  expect(lines.length).toBeGreaterThan(15);
});

test("the schema of requests fits what a script is told", () => {
  const call = { args: { over: 80 }, person: { id: "ana", name: "Ana" }, room: "soc", callId: "c", now: new Date() };
  expect(schemaOf("request").safeParse(requestOf("disk space", call as never)).success).toBe(true);
  expect(schemaOf("request").safeParse({ ...requestOf("disk space", call as never), secret: 1 }).success).toBe(false);
});

test.each([
  [
    "a whole one",
    "name: a b\nsummary: s\nrisk: read\nargs:\n  x: {type: string, format: ip, description: d}\n  y: {type: array, items: {type: integer}}\nrequired: [x]\nexamples: [a b 192.0.2.1, {say: q, means: {x: 192.0.2.1}}]\nphrases: [p]\ntimeout: 5\nenv: [HOME]\n",
    true,
  ],
  ["no risk", "name: a\nsummary: s\nexamples: [a]\n", false],
  ["no example", "name: a\nsummary: s\nrisk: read\nexamples: []\n", false],
  ["an unknown key", "name: a\nsummary: s\nrisk: read\nexamples: [a]\npreview: x\n", false],
  ["an unknown type", "name: a\nsummary: s\nrisk: read\nexamples: [a]\nargs: {x: {type: object}}\n", false],
  [
    "an unknown format",
    "name: a\nsummary: s\nrisk: read\nexamples: [a]\nargs: {x: {type: string, format: ipv9}}\n",
    false,
  ],
  ["too long a time", "name: a\nsummary: s\nrisk: read\nexamples: [a]\ntimeout: 4000\n", false],
])("the schema of declarations and Wardroom agree on %s", (_what, yaml, fits) => {
  expect(schemaOf("command").safeParse(parse(yaml)).success).toBe(fits);
  expect(typeof parseDeclaration(yaml) !== "string").toBe(fits);
});
