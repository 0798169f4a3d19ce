import fc from "fast-check";
import { expect, test } from "vitest";
import { newSigner, openNote, parseSigner, parseVerifierKey, printSigner, signNote } from "./note.ts";

// The example of golang.org/x/mod/sumdb/note, whose format the specification took over.
const neumann = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
const saying = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
const signedSaying = `${saying}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`;

function keyOf(text: string) {
  const key = parseVerifierKey(text);
  if (key === undefined) throw new Error("not a verifier key");
  return key;
}

test("a note and key made by another implementation verify", () => {
  expect(openNote(signedSaying, keyOf(neumann))).toBe(saying);
  expect(keyOf(neumann).text).toBe(neumann);
});

test("a signature of an unknown key is passed over, a wrong one of a known key spoils the note", () => {
  const signer = newSigner("wardroom/test");
  const other = newSigner("witness.example/w1");
  const note = signNote("one\n", signer);
  const witnessed = note + (signNote("one\n", other).split("\n\n")[1] ?? "");
  expect(openNote(witnessed, signer.verifier)).toBe("one\n");
  expect(openNote(witnessed, other.verifier)).toBe("one\n");
  expect(openNote(witnessed, newSigner("wardroom/test").verifier)).toBeUndefined();
  const forged = `two\n\n${note.split("\n\n")[1]}`;
  expect(openNote(forged, signer.verifier)).toBeUndefined();
});

test("a signer written down and read back signs as before", () => {
  const signer = newSigner("wardroom/test");
  const again = parseSigner(`${printSigner(signer)}\n`);
  expect(again?.verifier.text).toBe(signer.verifier.text);
  expect(again && openNote(signNote("x\n", again), signer.verifier)).toBe("x\n");
  expect(parseSigner("nonsense")).toBeUndefined();
  expect(parseSigner(printSigner(signer).replace("wardroom/test", "wardroom/tost"))).toBeUndefined();
});

test("no single character of a note can be changed without it being noticed", () => {
  const signer = newSigner("wardroom/test");
  const note = signNote("wardroom/test\n12\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n", signer);
  fc.assert(
    fc.property(fc.nat(note.length - 1), fc.string({ minLength: 1, maxLength: 1 }), (at, character) => {
      fc.pre(note[at] !== character);
      expect(openNote(note.slice(0, at) + character + note.slice(at + 1), signer.verifier)).toBeUndefined();
    }),
    { numRuns: 500 },
  );
});

test("a key whose id is not the hash of its name and bytes is none", () => {
  expect(parseVerifierKey(neumann.replace("c74f20a3", "c74f20a4"))).toBeUndefined();
  expect(parseVerifierKey(neumann.replace("PeterNeumann", "Peter Neumann"))).toBeUndefined();
  expect(parseVerifierKey("")).toBeUndefined();
});
