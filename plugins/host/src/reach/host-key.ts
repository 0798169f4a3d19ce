import { createHash, timingSafeEqual } from "node:crypto";

/** A host's public key as `known_hosts` has it: its type and its blob (RFC 4253 §6.6). */
export interface HostKey {
  readonly type: string;
  readonly blob: Buffer;
}

/**
 * Reads `ssh-ed25519 AAAA…`, with or without host names before it and a comment after. Undefined when it is none, or when
 * the blob is of another type than the words before it say.
 */
export function parseHostKey(text: string): HostKey | undefined {
  const [, type, base64] =
    /(?:^|\s)((?:ssh|ecdsa|sk-ssh|sk-ecdsa)-[\w@.-]+)\s+([A-Za-z0-9+/]+={0,2})(?:\s|$)/.exec(text) ?? [];
  if (type === undefined || base64 === undefined) return undefined;
  const blob = Buffer.from(base64, "base64");
  if (blob.length < 8 || blob.subarray(4, 4 + blob.readUInt32BE(0)).toString("latin1") !== type) return undefined;
  return { type, blob };
}

/** The signature algorithms to ask a host for so that it shows this key; never the broken SHA-1 one. */
export function algorithmsOf({ type }: HostKey): readonly string[] {
  return type === "ssh-rsa" ? ["rsa-sha2-512", "rsa-sha2-256"] : [type];
}

export function sameKey(a: Buffer, b: Buffer): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}

/** As OpenSSH shows it: `SHA256:…`. */
export function fingerprint(blob: Buffer): string {
  return `SHA256:${createHash("sha256").update(blob).digest("base64").replace(/=+$/, "")}`;
}
