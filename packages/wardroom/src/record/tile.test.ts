import { expect, test } from "vitest";
import { append, emptyFrontier, leafHash, rootOf } from "./merkle.ts";
import { hashesOf, tileCount, tilePath, tilesOf } from "./tile.ts";

test("tiles are named as C2SP tlog-tiles names them", () => {
  expect(tilePath(0, 1_234_067, 256)).toBe("tile/0/x001/x234/067");
  expect(tilePath(1, 5, 17)).toBe("tile/1/005.p/17");
});

test("a tree of 70,000 leaves has the tiles that the specification counts out", () => {
  const leaves = Array.from({ length: 70_000 }, (_, i) => leafHash(String(i)));
  const tiles = [...tilesOf(leaves)];
  const ofLevel = (level: number) => tiles.filter(({ path }) => path.startsWith(`tile/${level}/`));
  expect(tiles.length).toBe(tileCount(70_000));
  expect(ofLevel(0).length).toBe(274);
  expect(ofLevel(0).at(-1)?.path).toBe("tile/0/273.p/112");
  expect(ofLevel(1).map(({ path }) => path)).toEqual(["tile/1/000", "tile/1/001.p/17"]);
  expect(ofLevel(2).map(({ path }) => path)).toEqual(["tile/2/000.p/1"]);
  const [top] = ofLevel(2);
  expect(
    hashesOf(top?.hashes ?? Buffer.alloc(0))[0]?.equals(rootOf(append(emptyFrontier, leaves.slice(0, 65_536)))),
  ).toBe(true);
});

test("a tree of 256 leaves is one whole tile and a partial one above it", () => {
  const paths = [...tilesOf(Array.from({ length: 256 }, (_, i) => leafHash(String(i))))].map(({ path }) => path);
  expect(paths).toEqual(["tile/0/000", "tile/1/000.p/1"]);
  expect([0, 1, 255, 256, 257].map(tileCount)).toEqual([0, 1, 1, 2, 3]);
});
