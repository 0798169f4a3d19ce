import { append, emptyFrontier, HASH_BYTES, type Hash, rootOf } from "./merkle.ts";

/** Hashes in a whole tile: height 8 (C2SP tlog-tiles). */
export const TILE_WIDTH = 256;

/** A tile: up to 256 neighbouring hashes of one level, level 0 being the leaf hashes. */
export interface Tile {
  /** As C2SP tlog-tiles names it: `tile/0/x001/067.p/112`. */
  readonly path: string;
  /** The hashes one after another, 32 bytes each. */
  readonly hashes: Buffer;
}

/** The path of a tile (C2SP tlog-tiles, "Merkle Tree"). A width below 256 makes it a partial one. */
export function tilePath(level: number, index: number, width: number): string {
  let rest = Math.floor(index / 1000);
  let text = String(index % 1000).padStart(3, "0");
  for (; rest > 0; rest = Math.floor(rest / 1000)) text = `x${String(rest % 1000).padStart(3, "0")}/${text}`;
  return `tile/${level}/${text}${width < TILE_WIDTH ? `.p/${width}` : ""}`;
}

/** Every tile of the tree over these leaf hashes: level by level, from left to right. None for no leaves. */
export function* tilesOf(leaves: readonly Hash[]): Generator<Tile> {
  for (let level = 0, hashes = leaves; hashes.length > 0; level++) {
    const above: Hash[] = [];
    for (let start = 0; start < hashes.length; start += TILE_WIDTH) {
      const within = hashes.slice(start, start + TILE_WIDTH);
      yield { path: tilePath(level, start / TILE_WIDTH, within.length), hashes: Buffer.concat(within) };
      // Only a whole tile has a hash on the level above.
      if (within.length === TILE_WIDTH) above.push(rootOf(append(emptyFrontier, within)));
    }
    hashes = above;
  }
}

/** How many tiles a tree of `size` leaves has, whole and partial. */
export function tileCount(size: number): number {
  let count = 0;
  for (let hashes = size; hashes > 0; hashes = Math.floor(hashes / TILE_WIDTH)) count += Math.ceil(hashes / TILE_WIDTH);
  return count;
}

/** The hashes of a tile's bytes, as views of them. */
export function hashesOf(bytes: Buffer): Hash[] {
  return Array.from({ length: bytes.length / HASH_BYTES }, (_, i) =>
    bytes.subarray(i * HASH_BYTES, (i + 1) * HASH_BYTES),
  );
}
