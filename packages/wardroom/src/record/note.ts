import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  hash,
  type KeyObject,
  sign,
  verify,
} from "node:crypto";

/**
 * Signed notes (C2SP signed-note): a text, a blank line, and lines `— NAME base64(key id || signature)`, here with
 * Ed25519 alone. A verifier key is written `NAME+HEX+base64(0x01 || public key)`, as Go's sumdb writes it.
 */
const ED25519 = 0x01;
const KEY_BYTES = 32;
const SIGNATURE_BYTES = 64;
const SPKI = Buffer.from("302a300506032b6570032100", "hex");
const PKCS8 = Buffer.from("302e020100300506032b657004220420", "hex");
const MAX_SIGNATURES = 64;

export interface VerifierKey {
  readonly name: string;
  readonly id: Buffer;
  readonly key: KeyObject;
  /** As it is written in a file: `NAME+HEX+BASE64`. */
  readonly text: string;
}

export interface SignerKey {
  readonly verifier: VerifierKey;
  readonly key: KeyObject;
}

/** Whether it may name a key: not empty, no blanks of any kind, no `+`, no control characters. */
export function isKeyName(name: string): boolean {
  return name !== "" && !/[\s+\u0000-\u001f\u007f\u0085]/u.test(name) && name.isWellFormed();
}

/** Base64 (RFC 4648, section 4) in its one spelling; undefined for any other, so that no bit of it is free. */
export function strictBase64(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64");
  return bytes.toString("base64") === text ? bytes : undefined;
}

function verifierOf(name: string, raw: Buffer): VerifierKey {
  const typed = Buffer.concat([Buffer.of(ED25519), raw]);
  const id = hash("sha256", Buffer.concat([Buffer.from(`${name}\n`), typed]), "buffer").subarray(0, 4);
  return {
    name,
    id,
    key: createPublicKey({ key: Buffer.concat([SPKI, raw]), format: "der", type: "spki" }),
    text: `${name}+${id.toString("hex")}+${typed.toString("base64")}`,
  };
}

/** Reads a verifier key; undefined when it is none, or its id is not the hash of the rest. */
export function parseVerifierKey(text: string): VerifierKey | undefined {
  const [, name = "", id = "", encoded = ""] = /^([^+]+)\+([0-9a-f]{8})\+(\S+)$/u.exec(text.trim()) ?? [];
  const typed = strictBase64(encoded);
  if (!isKeyName(name) || typed?.length !== 1 + KEY_BYTES || typed[0] !== ED25519) return;
  const key = verifierOf(name, typed.subarray(1));
  return key.id.toString("hex") === id ? key : undefined;
}

/** Makes a key of this name. */
export function newSigner(name: string): SignerKey {
  const { privateKey } = generateKeyPairSync("ed25519");
  return signerOf(name, privateKey);
}

function signerOf(name: string, key: KeyObject): SignerKey {
  const raw = createPublicKey(key).export({ format: "der", type: "spki" }).subarray(SPKI.length);
  return { verifier: verifierOf(name, raw), key };
}

/** A signer as it is kept: `PRIVATE+KEY+NAME+HEX+base64(0x01 || seed)`. */
export function printSigner({ key, verifier }: SignerKey): string {
  const seed = key.export({ format: "der", type: "pkcs8" }).subarray(PKCS8.length);
  return `PRIVATE+KEY+${verifier.name}+${verifier.id.toString("hex")}+${Buffer.concat([Buffer.of(ED25519), seed]).toString("base64")}`;
}

/** Reads what {@link printSigner} wrote; undefined when it is anything else. */
export function parseSigner(text: string): SignerKey | undefined {
  const [, name = "", id = "", encoded = ""] = /^PRIVATE\+KEY\+([^+]+)\+([0-9a-f]{8})\+(\S+)$/u.exec(text.trim()) ?? [];
  const typed = strictBase64(encoded);
  if (!isKeyName(name) || typed?.length !== 1 + KEY_BYTES || typed[0] !== ED25519) return;
  const key = createPrivateKey({ key: Buffer.concat([PKCS8, typed.subarray(1)]), format: "der", type: "pkcs8" });
  const signer = signerOf(name, key);
  return signer.verifier.id.toString("hex") === id ? signer : undefined;
}

/** The note that says `text` (which ends in a line break), signed. */
export function signNote(text: string, { key, verifier }: SignerKey): string {
  const signature = Buffer.concat([verifier.id, sign(null, Buffer.from(text), key)]);
  return `${text}\n— ${verifier.name} ${signature.toString("base64")}\n`;
}

/**
 * The text of a note that this key signed; undefined when the note is malformed or this key's signature is missing or
 * wrong. Signatures of other keys are passed over, as the specification asks.
 */
export function openNote(note: string, key: VerifierKey): string | undefined {
  const parting = note.lastIndexOf("\n\n");
  if (parting < 0 || !note.endsWith("\n") || /[\u0000-\u0009\u000b-\u001f]/.test(note)) return;
  const text = note.slice(0, parting + 1);
  const lines = note.slice(parting + 2, -1).split("\n");
  if (lines.length > MAX_SIGNATURES) return;
  let signed = false;
  for (const line of lines) {
    const [, name = "", encoded = ""] = /^— (\S+) (\S+)$/u.exec(line) ?? [];
    const bytes = strictBase64(encoded);
    if (!isKeyName(name) || bytes === undefined || bytes.length < 5) return;
    if (name !== key.name || !bytes.subarray(0, 4).equals(key.id)) continue;
    if (bytes.length !== 4 + SIGNATURE_BYTES || !verify(null, Buffer.from(text), key.key, bytes.subarray(4))) return;
    signed = true;
  }
  return signed ? text : undefined;
}
