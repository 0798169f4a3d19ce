import fc from "fast-check";
import { expect, test } from "vitest";
import { openNetworkTable, packNetworks } from "./network-table.ts";

const ascending = <T extends number | bigint>(list: readonly T[]) =>
  [...new Set(list)].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));

test("every address is found in the range that holds it, and in none when no range does", () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 0xffffffff }), { maxLength: 40 }),
      fc.array(fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }), { maxLength: 40 }),
      fc.integer({ min: 0, max: 0xffffffff }),
      fc.bigInt({ min: 0n, max: (1n << 64n) - 1n }),
      (cuts4, cuts6, other4, other6) => {
        // Every second gap between cuts is a range.
        const pairs = <T extends number | bigint>(cuts: readonly T[]) =>
          ascending(cuts).flatMap((cut, i, all) =>
            i % 2 === 0 && i + 1 < all.length ? [[cut, all[i + 1] as T] as const] : [],
          );
        const [ranges4, ranges6] = [pairs(cuts4), pairs(cuts6)];
        const names = new Map([...ranges4, ...ranges6].map((_, i) => [i * 7 + 1, `Net “${i}”`]));
        const table = openNetworkTable(
          packNetworks({
            v4: {
              first: ranges4.map(([a]) => a),
              last: ranges4.map(([, b]) => b),
              asn: ranges4.map((_, i) => i * 7 + 1),
            },
            v6: {
              first: ranges6.map(([a]) => a),
              last: ranges6.map(([, b]) => b),
              asn: ranges6.map((_, i) => i * 7 + 1),
            },
            names,
          }),
        );
        const expected = <T extends number | bigint>(ranges: readonly (readonly [T, T])[], at: T) => {
          const i = ranges.findIndex(([a, b]) => a <= at && at <= b);
          return i < 0 ? undefined : { asn: i * 7 + 1, name: `Net “${i}”` };
        };
        for (const at of [...cuts4, other4]) expect(table?.v4(at)).toEqual(expected(ranges4, at));
        for (const at of [...cuts6, other6]) expect(table?.v6(at)).toEqual(expected(ranges6, at));
      },
    ),
  );
});

test("a buffer that was cut short or holds something else is no table", () => {
  const packed = packNetworks({
    v4: { first: [1], last: [2], asn: [3] },
    v6: { first: [], last: [], asn: [] },
    names: new Map([[3, "x"]]),
  });
  expect(openNetworkTable(packed)?.v4(2)).toEqual({ asn: 3, name: "x" });
  expect(openNetworkTable(packed.subarray(0, -1))).toBeUndefined();
  expect(openNetworkTable(new Uint8Array(100))).toBeUndefined();
  expect(openNetworkTable(new Uint8Array())).toBeUndefined();
  const shifted = new Uint8Array(packed.length + 1);
  shifted.set(packed, 1);
  expect(openNetworkTable(shifted.subarray(1))?.v4(1)).toEqual({ asn: 3, name: "x" });
});
