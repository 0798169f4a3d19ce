import fc from "fast-check";
import { expect, test } from "vitest";
import { entities } from "../entity/entities.ts";
import { defang } from "../entity/refang.ts";
import { findIndicators } from "./find.ts";
import type { IndicatorType } from "./page.ts";

const hex = (digits: number) =>
  fc
    .string({ unit: fc.constantFrom(..."0123456789abcdef"), minLength: digits, maxLength: digits })
    .filter((text) => /[a-f]/.test(text) && /\d/.test(text));
const label = fc.stringMatching(/^[a-z][a-z0-9]{2,8}-[a-z0-9]{1,8}$/);
const name = fc
  .tuple(label, fc.constantFrom("com", "co.uk", "example", "ru", "net", "click"))
  .map((parts) => parts.join("."));

const values: readonly [IndicatorType, fc.Arbitrary<string>][] = [
  ["ip", fc.ipV4()],
  ["ip", fc.ipV6().filter((text) => /\d/.test(text) && !text.startsWith("::") && !/^\d{1,2}:\d\d::$/.test(text))],
  ["domain", name],
  [
    "url",
    fc.tuple(name, fc.stringMatching(/^[a-z0-9/=?-]{0,12}[a-z0-9]$/)).map(([host, path]) => `https://${host}/${path}`),
  ],
  [
    "email",
    fc.tuple(fc.stringMatching(/^[a-z]{2,8}[.+][a-z0-9]{2,8}$/), name).map(([local, host]) => `${local}@${host}`),
  ],
  ["md5", hex(32)],
  ["sha1", hex(40)],
  ["sha256", hex(64)],
  ["sha512", hex(128)],
  [
    "cve",
    fc
      .tuple(fc.integer({ min: 1999, max: 2030 }), fc.integer({ min: 1000, max: 999_999 }))
      .map(([y, n]) => `CVE-${y}-${n}`),
  ],
  ["asn", fc.integer({ min: 1000, max: 400_000 }).map((n) => `AS${n}`)],
  ["mac", fc.tuple(hex(4), hex(4), hex(4)).map((parts) => (parts.join("").match(/../g) ?? []).join(":"))],
];
const places = [
  "% was seen",
  "we saw %.",
  '{"seen":"%"}',
  "(%)",
  "seen: %, twice",
  "<b>%</b>",
  "| % |",
  "ana said “%”",
  "→ %\nnext",
];

test("a value set into running text is found, canonical, exactly where it stands, as it is and defanged", () => {
  for (const [type, arbitrary] of values)
    fc.assert(
      fc.property(arbitrary, fc.constantFrom(...places), fc.boolean(), (value, place, fanged) => {
        const written = fanged ? defang(value) : value;
        const text = place.replace("%", () => written);
        const first = findIndicators(text)[0];
        expect({ ...first, written: text.slice(first?.start, first?.end) }).toEqual({
          type,
          value: entities[type].parse(value),
          start: place.indexOf("%"),
          end: place.indexOf("%") + written.length,
          written,
        });
      }),
      { numRuns: 300 },
    );
});

const bits = fc.constantFrom(
  ..."[.] (dot) hxxp:// http:// @ : :: . / \\ \\n \\u0041 &amp; &#46; evil.com 1.2.3.4 fe80::1 a@b.co CVE-2021- AS1 \u200b 中 é ".split(
    " ",
  ),
  " ",
  " dot ",
  "\ud800",
);
const anyText = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.array(fc.oneof(bits, fc.string({ maxLength: 3 })), { maxLength: 30 }).map((parts) => parts.join("")),
);

test("in any text whatever, what is found is canonical, ordered, inside the text, and nothing throws", () => {
  fc.assert(
    fc.property(anyText, (text) => {
      let last = 0;
      for (const { type, value, start, end } of findIndicators(text)) {
        expect(start).toBeGreaterThanOrEqual(last);
        expect(end).toBeGreaterThan(start);
        expect(end).toBeLessThanOrEqual(text.length);
        expect(entities[type].parse(value)).toBe(value);
        last = start;
      }
    }),
    { numRuns: 5000 },
  );
});

test("what is appended after a blank line does not change what was found before it", () => {
  fc.assert(
    fc.property(anyText, anyText, (text, more) => {
      const alone = findIndicators(`${text}\n\n`);
      const together = findIndicators(`${text}\n\n${more}`);
      expect(together.slice(0, alone.length)).toEqual(alone);
    }),
    { numRuns: 2000 },
  );
});

const hostile = [
  ..."@|:|.|[.]|::|://|http://|http://[|http://a:99999/|a@b.c|1.1.1.1 |1.|a.|<http://a|%2F|é|中.|_|-|f:|()[](".split(
    "|",
  ),
  "a.co ",
  " dot ",
  "a1 at b dot ",
  "\\n",
  "&#46;",
  "version 1.1.1.1 to ",
  "<a <b ",
  '"x":',
  "\u200b",
];

test.each(hostile)("the time for a text of nothing but %j grows with its length, not with its square", (piece) => {
  const cpuMs = (chars: number) => {
    const text = piece.repeat(Math.ceil(chars / piece.length));
    return Math.min(
      ...[1, 2, 3].map(() => {
        const before = process.cpuUsage();
        findIndicators(text);
        return process.cpuUsage(before).user / 1000;
      }),
    );
  };
  const small = Math.max(cpuMs(16_000), 2);
  // Eight times the text: 8 when linear, 64 when quadratic.
  expect(cpuMs(128_000) / small).toBeLessThan(40);
});
