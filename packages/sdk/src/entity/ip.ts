import ipaddr from "ipaddr.js";
import type { Entity } from "./entity.ts";
import { refang } from "./refang.ts";

const OCTET = "(?:25[0-5]|2[0-4]\\d|1\\d\\d|[1-9]?\\d)";
const V4 = new RegExp(`^${OCTET}(?:\\.${OCTET}){3}$`);
const V6 = /^[0-9a-f:.]{2,45}$/i;

/**
 * One address in canonical text: dotted decimal without leading zeros (`010.0.0.1` is refused: some read it as octal),
 * or IPv6 by RFC 5952, an IPv4-mapped one in mixed notation. Zone ids (`fe80::1%eth0`) are refused: they mean
 * something on one machine only.
 */
export function canonicalAddress(text: string): string | undefined {
  if (V4.test(text)) return text;
  if (!text.includes(":") || !V6.test(text) || !ipaddr.IPv6.isValid(text)) return undefined;
  const address = ipaddr.IPv6.parse(text);
  return address.isIPv4MappedAddress() ? `::ffff:${address.toIPv4Address().toString()}` : rfc5952(address.parts);
}

/** RFC 5952 §4: the longest run of zero groups, the first of equals, becomes `::`; a lone zero group stays. */
function rfc5952(parts: readonly number[]): string {
  let at = -1;
  let length = 1;
  for (let i = 0; i < 8; i++) {
    let j = i;
    while (j < 8 && parts[j] === 0) j++;
    if (j - i > length) [at, length] = [i, j - i];
    if (j > i) i = j;
  }
  const hex = parts.map((part) => part.toString(16));
  return at < 0 ? hex.join(":") : `${hex.slice(0, at).join(":")}::${hex.slice(at + length).join(":")}`;
}

/**
 * An address or a range. A range is named by its network, so `10.1.2.3/8` is `10.0.0.0/8`: one range has one spelling,
 * and what is shown before an action is all that it touches. A range of one address is that address.
 */
export function canonicalRange(text: string): string | undefined {
  const slash = text.indexOf("/");
  if (slash < 0) return canonicalAddress(text);
  const address = canonicalAddress(text.slice(0, slash));
  const digits = text.slice(slash + 1);
  if (address === undefined || !/^(?:0|[1-9]\d{0,2})$/.test(digits)) return undefined;
  const bits = Number(digits);
  const parsed = ipaddr.parse(address);
  const width = parsed.kind() === "ipv4" ? 32 : 128;
  if (bits > width) return undefined;
  if (bits === width) return address;
  const bytes = parsed.toByteArray().map((byte, i) => {
    const kept = Math.min(8, Math.max(0, bits - i * 8));
    return byte & (0xff << (8 - kept)) & 0xff;
  });
  return `${canonicalAddress(ipaddr.fromByteArray(bytes).toString())}/${bits}`;
}

export const ip: Entity = {
  name: "ip",
  expects: "an IPv4 or IPv6 address, or a range like 10.0.0.0/8",
  example: "203.0.113.9",
  parse(text) {
    if (text.length > 200) return undefined;
    const plain = refang(text);
    const inner = /^\[([^\]]*)\]$/.exec(plain)?.[1] ?? plain;
    return canonicalRange(inner);
  },
};
