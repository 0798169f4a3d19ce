import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkCard, parseOutput, stateOf } from "./output.ts";
import { parsePerfdata } from "./perfdata.ts";
import { alerts, parseRange } from "./range.ts";

// The worked examples of the Monitoring Plugins Development Guidelines, "Threshold and Ranges" and "Plugin Output".
describe("ranges", () => {
  test.each([
    ["10", [-1, 10.1], [0, 10, 5]],
    ["10:", [9.9, -1], [10, 1e12]],
    ["~:10", [10.1], [10, -1e12]],
    ["10:20", [9, 21], [10, 20, 15]],
    ["@10:20", [10, 20, 15], [9, 21]],
    ["1,5:2,5", [1, 3], [2]],
    [":10", [-1, 11], [0, 10]],
    ["-10:-5", [0, -11], [-7]],
  ])("%s alerts at %j and not at %j", (text, bad, good) => {
    const range = parseRange(text);
    if (range === undefined) throw new Error("no range");
    for (const value of bad) expect(alerts(value, range)).toBe(true);
    for (const value of good) expect(alerts(value, range)).toBe(false);
  });

  test.each(["", "~", "20:10", "a", "1:2:3", "@", "10%"])("%j is none", (text) => {
    expect(parseRange(text)).toBeUndefined();
  });
});

describe("performance data", () => {
  test("the guideline's own lines are read", () => {
    expect(parsePerfdata("/=2643MB;5948;5958;0;5968 /boot=68MB;88;93;0;98")).toEqual([
      {
        label: "/",
        value: 2643,
        unit: "MB",
        warn: { text: "5948", range: { from: 0, to: 5948, inside: false } },
        crit: { text: "5958", range: { from: 0, to: 5958, inside: false } },
        min: "0",
        max: "5968",
      },
      expect.objectContaining({ label: "/boot", value: 68, max: "98" }),
    ]);
  });

  test.each([
    ["'free space'=1.5%", { label: "free space", value: 1.5, unit: "%" }],
    ["'it''s = here'=3c", { label: "it's = here", value: 3, unit: "c" }],
    ["time=0,012s;;;0", { label: "time", value: 0.012, unit: "s", min: "0" }],
    ["rta=U", { label: "rta", value: null, unit: "" }],
    ["x=-1.5e3us;~:5;@1:2", { label: "x", value: -1500, unit: "us", warn: expect.anything(), crit: expect.anything() }],
    ["a=1;bad;also bad", { label: "a", value: 1, unit: "" }],
    ["load=.5", { label: "load", value: 0.5, unit: "" }],
  ])("%s", (text, measure) => expect(parsePerfdata(text)[0]).toEqual(measure));

  test("a bad item is skipped and the rest kept", () => {
    const labels = parsePerfdata("good=1 bad =2 =3 x=y 'open=4 'a'b=1 last=5").map(({ label }) => label);
    expect(labels).toEqual(expect.arrayContaining(["good", "last"]));
    expect(labels).not.toContain("x");
  });

  test("any text is read without an error, in time that grows with its length", () => {
    fc.assert(fc.property(fc.string(), (text) => void parsePerfdata(text)));
    const ms = (n: number) => {
      const from = performance.now();
      parsePerfdata("'a ".repeat(n));
      return performance.now() - from;
    };
    ms(20_000);
    expect(ms(200_000)).toBeLessThan(2_000);
  });

  test("what is printed is read back", () => {
    const label = fc.string({ minLength: 1 }).filter((text) => !/[\n\r\t]/.test(text));
    fc.assert(
      fc.property(label, fc.integer(), fc.constantFrom("", "s", "%", "MB", "c"), (name, value, unit) => {
        expect(parsePerfdata(`'${name.replaceAll("'", "''")}'=${value}${unit};1;2`)[0]).toMatchObject({
          label: name,
          value,
          unit,
        });
      }),
    );
  });
});

test("text, long text and both parts of the data are told apart", () => {
  expect(
    parseOutput(
      "DISK OK - free: / 3326 MB | /=2643MB;5948\n/ 15272 MB (77%);\n/home 69357 MB (27%); | /home=69357MB;253404\n/var=818MB;970",
    ),
  ).toEqual({
    text: "DISK OK - free: / 3326 MB",
    longText: "/ 15272 MB (77%);\n/home 69357 MB (27%);",
    measures: [
      expect.objectContaining({ label: "/" }),
      expect.objectContaining({ label: "/home" }),
      expect.objectContaining({ label: "/var" }),
    ],
  });
});

test("states, and exit codes that are none", () => {
  expect([0, 1, 2, 3, 4, 127, null].map(stateOf)).toEqual([
    "OK",
    "WARNING",
    "CRITICAL",
    "UNKNOWN",
    "UNKNOWN",
    "UNKNOWN",
    "UNKNOWN",
  ]);
});

test("a card says the state once, marks what is over its limit, and turns to a table when there is much", () => {
  expect(checkCard("CRITICAL", parseOutput("LOAD CRITICAL - 9.1 | load1=9.1;5;8;0"))).toEqual({
    title: "LOAD CRITICAL - 9.1",
    severity: "critical",
    blocks: [
      {
        kind: "fields",
        fields: [{ label: "load1", value: "9.1 (warning 5, critical 8)", mono: true, severity: "critical" }],
      },
    ],
  });
  expect(checkCard("WARNING", parseOutput("late")).title).toBe("WARNING: late");
  expect(checkCard("UNKNOWN", parseOutput("")).title).toBe("UNKNOWN: The check said nothing.");
  const many = Array.from({ length: 9 }, (_, i) => `m${i}=${i}`).join(" ");
  expect(checkCard("OK", parseOutput(`OK | ${many}`)).blocks?.[0]).toMatchObject({
    kind: "table",
    rows: { length: 9 },
  });
});
