import { parse as suffix } from "tldts";
import type { Entity } from "./entity.ts";
import { refang } from "./refang.ts";

/**
 * Top-level names that no registry sells and that people use all the same: RFC 2606 and 6761, RFC 7686 (onion), RFC
 * 6762 (local), RFC 9476 (alt), `internal` (ICANN, 2024), and three that stand in many company networks.
 */
const UNSOLD = new Set("example test invalid localhost local onion internal alt lan corp home".split(" "));

const NAME = /^[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)*$/;

/** A host name in lower-case ASCII (IDNA A-labels), without a trailing dot; undefined when it cannot be one. */
export function asciiName(text: string): string | undefined {
  if (text.length === 0 || text.length > 1000) return undefined;
  let name = text.toLowerCase();
  if (name.endsWith(".")) name = name.slice(0, -1);
  if (!/^[\x00-\x7f]*$/.test(name) || name.includes("xn--")) {
    if (/[\s/?#@:\\%[\]<>^|]/.test(name)) return undefined;
    const url = URL.parse(`http://${name}`);
    if (url === null) return undefined;
    name = url.hostname;
    if (name.endsWith(".")) name = name.slice(0, -1);
  }
  return name.length <= 253 && NAME.test(name) ? name : undefined;
}

/** What the public suffix list says of an ASCII name: its suffix, and the label before it. */
export interface Registered {
  readonly name: string;
  readonly suffix: string;
  /** The label that somebody registered: `evil` in `www.evil.co.uk`. */
  readonly label: string;
}

/**
 * A name under a suffix that exists (ICANN section of the public suffix list, or one of the well-known unsold ones),
 * canonical. A suffix alone (`co.uk`) is no domain.
 */
export function registered(text: string): Registered | undefined {
  const name = asciiName(text);
  if (name === undefined) return undefined;
  const top = name.slice(name.lastIndexOf(".") + 1);
  if (top.length === name.length) return undefined;
  if (UNSOLD.has(top)) return inParts(name, top);
  const found = suffix(name, { extractHostname: false, validateHostname: false, detectIp: false });
  return found.isIcann && found.publicSuffix && found.domain ? inParts(name, found.publicSuffix) : undefined;
}

function inParts(name: string, suffix: string): Registered | undefined {
  const before = name.slice(0, -suffix.length - 1);
  const label = before.slice(before.lastIndexOf(".") + 1);
  return label === "" || label.includes("_") ? undefined : { name, suffix, label };
}

export const domain: Entity = {
  name: "domain",
  expects: "a domain name under a public suffix, like evil.example",
  example: "evil.example",
  parse: (text) => (text.length > 1000 ? undefined : registered(refang(text))?.name),
};
