import { expect, test } from "vitest";
import { Fault } from "../base/fault.ts";
import { openLog } from "../base/log.ts";
import { readableLog } from "./log-line.ts";

/** What the real log writes, read as the room shows it. */
function logged(write: (log: ReturnType<typeof openLog>) => void): string {
  const { write: before } = process.stderr;
  let text = "";
  process.stderr.write = (chunk: string | Uint8Array) => {
    text += chunk;
    return true;
  };
  try {
    write(openLog("info"));
  } finally {
    process.stderr.write = before;
  }
  return readableLog(text.trimEnd());
}

test("a broken script, wrong settings and an error read as sentences", () => {
  expect(logged((log) => log.warn({ where: "slow" }, "command.yaml:7:9: args.type: expected object"))).toBe(
    "▲ slow: command.yaml:7:9: args.type: expected object",
  );
  const problems = [{ file: "wardroom.yaml", line: 46, column: 1, path: "x", say: "Nothing is called `x` here." }];
  expect(logged((log) => log.warn({ problems }, "the settings are not right; the ones of before stay"))).toBe(
    "▲ the settings are not right; the ones of before stay\n  wardroom.yaml:46 Nothing is called `x` here.",
  );
  expect(logged((log) => log.error({ err: new Error("disk full"), message: "m1" }, "not answered"))).toBe(
    "▲ not answered: disk full",
  );
  const fault = new Fault("policies-wrong", "mine.cedar:1 no command is called so");
  expect(logged((log) => log.error({ err: fault }, `not taken up: ${fault.say}`))).toBe(
    "▲ not taken up: mine.cedar:1 no command is called so",
  );
  expect(logged((log) => log.info("plugins loaded"))).toBe("plugins loaded");
});

test("what is no line of the log stays as it is", () => {
  for (const text of ["", "(node:7) Warning: x", "{broken", '{"level":"high"}', "[1]", "a\nb"])
    expect(readableLog(text)).toBe(text);
});
