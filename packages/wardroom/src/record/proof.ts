import { append, emptyFrontier, type Hash, nodeHash, rootOf } from "./merkle.ts";

/** The leaf hashes of a tree, in order. */
export type Leaves = readonly Hash[];

/** The largest power of two below `n`, for n > 1. */
function split(n: number): number {
  let k = 1;
  while (k * 2 < n) k *= 2;
  return k;
}

function rangeRoot(leaves: Leaves, start: number, end: number): Hash {
  return rootOf(append(emptyFrontier, leaves.slice(start, end)));
}

/**
 * The audit path of leaf `index` in the tree over `leaves`, from the leaf's sibling up (RFC 6962, section 2.1.1).
 * Throws `RangeError` when there is no such leaf.
 */
export function inclusionProof(leaves: Leaves, index: number): Hash[] {
  if (!Number.isInteger(index) || index < 0 || index >= leaves.length) throw new RangeError(`no leaf ${index}`);
  const path: Hash[] = [];
  let start = 0;
  let end = leaves.length;
  while (end - start > 1) {
    const middle = start + split(end - start);
    if (index < middle) {
      path.push(rangeRoot(leaves, middle, end));
      end = middle;
    } else {
      path.push(rangeRoot(leaves, start, middle));
      start = middle;
    }
  }
  return path.reverse();
}

/**
 * The proof that the tree over the first `from` leaves is the beginning of the tree over all of them (RFC 6962,
 * section 2.1.2). Empty when `from` is 0 or all. Throws `RangeError` when `from` is beyond the tree.
 */
export function consistencyProof(leaves: Leaves, from: number): Hash[] {
  if (!Number.isInteger(from) || from < 0 || from > leaves.length) throw new RangeError(`no tree of ${from} leaves`);
  if (from === 0 || from === leaves.length) return [];
  const path: Hash[] = [];
  let start = 0;
  let end = leaves.length;
  while (from < end) {
    const middle = start + split(end - start);
    if (from <= middle) {
      path.push(rangeRoot(leaves, middle, end));
      end = middle;
    } else {
      path.push(rangeRoot(leaves, start, middle));
      start = middle;
    }
  }
  // The old tree's own last subtree; left out when it is the whole old tree, whose root the verifier knows.
  if (start > 0) path.push(rangeRoot(leaves, start, from));
  return path.reverse();
}

/** Whether `path` proves that `leaf` is leaf `index` of the tree of `size` leaves with this root. */
export function provesInclusion(
  {
    leaf,
    index,
    size,
    root,
  }: { readonly leaf: Hash; readonly index: number; readonly size: number; readonly root: Hash },
  path: readonly Hash[],
): boolean {
  if (!Number.isInteger(index) || index < 0 || index >= size) return false;
  let node = leaf;
  let at = index;
  let last = size - 1;
  for (const sibling of path) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      node = nodeHash(sibling, node);
      while (at % 2 === 0 && at !== 0) {
        at /= 2;
        last = Math.floor(last / 2);
      }
    } else node = nodeHash(node, sibling);
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && node.equals(root);
}

interface Tree {
  readonly size: number;
  readonly root: Hash;
}

/** Whether `path` proves that the tree `from` is the beginning of the tree `to` (RFC 9162, section 2.1.4.2). */
export function provesConsistency(from: Tree, to: Tree, path: readonly Hash[]): boolean {
  if (from.size > to.size) return false;
  if (from.size === to.size) return path.length === 0 && from.root.equals(to.root);
  if (from.size === 0) return path.length === 0 && from.root.equals(rootOf(emptyFrontier));
  let at = from.size - 1;
  let last = to.size - 1;
  while (at % 2 === 1) {
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  const hashes = at === 0 ? [from.root, ...path] : [...path];
  let before = hashes.shift();
  let after = before;
  if (before === undefined || after === undefined) return false;
  for (const sibling of hashes) {
    if (last === 0) return false;
    if (at % 2 === 1 || at === last) {
      before = nodeHash(sibling, before);
      after = nodeHash(sibling, after);
      while (at % 2 === 0 && at !== 0) {
        at /= 2;
        last = Math.floor(last / 2);
      }
    } else after = nodeHash(after, sibling);
    at = Math.floor(at / 2);
    last = Math.floor(last / 2);
  }
  return last === 0 && before.equals(from.root) && after.equals(to.root);
}
