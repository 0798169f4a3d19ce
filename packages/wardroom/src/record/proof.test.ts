import { hash } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { append, edgeLength, emptyFrontier, type Hash, leafHash, nodeHash, rootOf } from "./merkle.ts";
import { consistencyProof, inclusionProof, provesConsistency, provesInclusion } from "./proof.ts";

const leavesOf = (count: number): Hash[] => Array.from({ length: count }, (_, i) => leafHash(`leaf ${i}`));
const rootOver = (leaves: readonly Hash[]): Hash => rootOf(append(emptyFrontier, leaves));

/** MTH as RFC 6962, section 2.1, writes it down: slow, and nothing shared with the code under test but the hashes. */
function mth(leaves: readonly Hash[]): Hash {
  if (leaves.length === 0) return hash("sha256", "", "buffer");
  if (leaves.length === 1) return leaves[0] as Hash;
  let k = 1;
  while (k * 2 < leaves.length) k *= 2;
  return nodeHash(mth(leaves.slice(0, k)), mth(leaves.slice(k)));
}

/** The eight leaves and roots of the reference tree that Certificate Transparency implementations test against. */
const referenceLeaves = [
  "",
  "00",
  "10",
  "2021",
  "3031",
  "40414243",
  "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
];

test("leaf and root hashes are the published ones of RFC 6962", () => {
  const leaf = (hex: string): Hash => hash("sha256", Buffer.from(`00${hex}`, "hex"), "buffer");
  const roots = [
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
  ];
  roots.forEach((root, i) => {
    expect(rootOver(referenceLeaves.slice(0, i + 1).map(leaf)).toString("hex")).toBe(root);
  });
  expect(rootOver([]).toString("hex")).toBe("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  expect(leafHash("").equals(leaf(""))).toBe(true);
});

test("a frontier grown in any portions has the root that the RFC's recursion gives", () => {
  fc.assert(
    fc.property(fc.nat(600), fc.nat(600), (a, b) => {
      const leaves = leavesOf(a + b);
      const grown = append(append(emptyFrontier, leaves.slice(0, a)), leaves.slice(a));
      expect(rootOf(grown).equals(mth(leaves))).toBe(true);
      expect(grown.edge.length).toBe(edgeLength(a + b));
    }),
    { numRuns: 40 },
  );
});

test("an inclusion proof proves its own leaf at its own place and nothing else", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 700 }), fc.nat(), fc.nat(), (size, pick, other) => {
      const leaves = leavesOf(size);
      const index = pick % size;
      const claim = { leaf: leaves[index] as Hash, index, size, root: rootOver(leaves) };
      const path = inclusionProof(leaves, index);
      expect(provesInclusion(claim, path)).toBe(true);
      expect(provesInclusion({ ...claim, leaf: leafHash("forged") }, path)).toBe(false);
      expect(provesInclusion({ ...claim, root: leafHash("forged") }, path)).toBe(false);
      expect(provesInclusion(claim, [...path, leafHash("more")])).toBe(false);
      expect(provesInclusion(claim, path.slice(1))).toBe(path.length === 0);
      if (other % size !== index) expect(provesInclusion({ ...claim, index: other % size }, path)).toBe(false);
    }),
  );
});

test("a consistency proof proves that the smaller tree begins the larger one, and no other tree does", () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 700 }), fc.nat(), fc.nat(), (size, pick, forged) => {
      const leaves = leavesOf(size);
      const from = pick % (size + 1);
      const path = consistencyProof(leaves, from);
      const old = { size: from, root: rootOver(leaves.slice(0, from)) };
      const now = { size, root: rootOver(leaves) };
      expect(provesConsistency(old, now, path)).toBe(true);
      if (from === 0) return;
      const rewritten = leaves.with(forged % from, leafHash("rewritten"));
      expect(provesConsistency({ size: from, root: rootOver(rewritten.slice(0, from)) }, now, path)).toBe(false);
      expect(provesConsistency(old, { size, root: rootOver(rewritten) }, consistencyProof(rewritten, from))).toBe(
        false,
      );
      expect(provesConsistency(old, now, [...path, leafHash("more")])).toBe(false);
    }),
  );
});
