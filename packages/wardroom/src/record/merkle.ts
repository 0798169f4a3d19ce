import { hash } from "node:crypto";

/** A SHA-256 hash, 32 bytes. */
export type Hash = Buffer;

export const HASH_BYTES = 32;

const pair = Buffer.alloc(1 + 2 * HASH_BYTES, 1);

/** The hash of a leaf: SHA-256(0x00 || bytes) (RFC 6962, section 2.1). A string counts as its UTF-8 bytes. */
export function leafHash(leaf: string): Hash {
  const bytes = Buffer.allocUnsafe(1 + Buffer.byteLength(leaf));
  bytes[0] = 0;
  bytes.write(leaf, 1);
  return hash("sha256", bytes, "buffer");
}

/** The hash of an inner node: SHA-256(0x01 || left || right) (RFC 6962, section 2.1). */
export function nodeHash(left: Hash, right: Hash): Hash {
  left.copy(pair, 1);
  right.copy(pair, 1 + HASH_BYTES);
  return hash("sha256", pair, "buffer");
}

/** The root of the tree that has no leaf: SHA-256 of nothing. */
export const emptyRoot: Hash = hash("sha256", "", "buffer");

/**
 * The right edge of a tree: the roots of the largest whole subtrees that fill `size` leaves, from left to right, one
 * for each bit that is set in `size`. All that appending needs, at most 53 hashes. A value; appending makes another.
 */
export interface Frontier {
  readonly size: number;
  readonly edge: readonly Hash[];
}

export const emptyFrontier: Frontier = { size: 0, edge: [] };

/** The frontier with these leaves appended. */
export function append(frontier: Frontier, leaves: readonly Hash[]): Frontier {
  const edge = [...frontier.edge];
  let size = frontier.size;
  for (const leaf of leaves) {
    let node = leaf;
    for (let rest = size; rest % 2 === 1; rest = Math.floor(rest / 2)) node = nodeHash(edge.pop() as Hash, node);
    edge.push(node);
    size++;
  }
  return { size, edge };
}

/** The root hash of the tree (RFC 6962, section 2.1). */
export function rootOf({ edge }: Frontier): Hash {
  return edge.length === 0 ? emptyRoot : edge.reduceRight((right, left) => nodeHash(left, right));
}

/** How many hashes the edge of a tree of `size` leaves has. */
export function edgeLength(size: number): number {
  let bits = 0;
  for (let rest = size; rest > 0; rest = Math.floor(rest / 2)) bits += rest % 2;
  return bits;
}
