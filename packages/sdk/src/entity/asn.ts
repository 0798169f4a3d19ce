import type { Entity } from "./entity.ts";

const ASN = /^(?:asn?\s{0,2}[:#-]?\s{0,2})?(?:(\d{1,10})|(\d{1,5})\.(\d{1,5}))$/i;

/** `AS` and the number in asplain (RFC 5396); asdot (`AS1.10`) is counted out. */
export function canonicalAsn(text: string): string | undefined {
  const [, plain, high, low] = ASN.exec(text) ?? [];
  if (plain !== undefined) return Number(plain) <= 0xffffffff ? `AS${Number(plain)}` : undefined;
  if (high === undefined || low === undefined || Number(high) > 0xffff || Number(low) > 0xffff) return undefined;
  return `AS${Number(high) * 0x10000 + Number(low)}`;
}

export const asn: Entity = {
  name: "asn",
  expects: "an autonomous system number, like AS64496",
  example: "AS64496",
  parse: (text) => (text.length > 40 ? undefined : canonicalAsn(text.trim())),
};
