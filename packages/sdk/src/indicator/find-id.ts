import { canonicalAsn } from "../entity/asn.ts";
import { canonicalCve } from "../entity/cve.ts";
import type { IndicatorType, Page } from "./page.ts";

const DASH = "[ \\t\\u00a0_:\\-\\u2010-\\u2015\\u2212]";
const CVE = new RegExp(
  `(?<![\\p{L}\\p{N}])cve${DASH}{0,3}(?:19|20)\\d\\d${DASH}{1,3}\\d{4,19}(?![\\p{L}\\p{N}])`,
  "giu",
);

export function findCves(page: Page): void {
  for (const match of page.plain.matchAll(CVE)) {
    const value = canonicalCve(match[0]);
    const to = match.index + match[0].length;
    if (value !== undefined && !page.claimed(match.index, to)) page.found("cve", value, match.index, to);
  }
}

const HASH = /(?<![0-9a-z])[0-9a-f]{32,128}(?![0-9a-z])/gi;
const BY_LENGTH: Readonly<Record<number, IndicatorType>> = { 32: "md5", 40: "sha1", 64: "sha256", 128: "sha512" };
/** Names of things that have the length of a hash and are none. */
const NO_HASH =
  /(?:uuid|guid|trace[_-]?id|traceid|span[_-]?id|session(?:[_-]?id)?|\w*sess(?:ion)?id|\bsid|device[_-]?id|\bkey|request[_-]?id|correlation[_-]?id|nonce|token|api[_-]?key|apikey|secret|password|passwd|cookie|csrf)["']?\s{0,2}[:=]\s{0,2}["']?$/i;
const NAMED_HASH = /(?:md5|sha-?(?:1|256|512)|hash|checksum|digest)["']?\W{0,4}$/i;

/** Hashes by their exact length. Digits alone are a number unless they are called a hash. */
export function findHashes(page: Page): void {
  const { plain } = page;
  for (const match of plain.matchAll(HASH)) {
    const type = BY_LENGTH[match[0].length];
    const from = match.index;
    const to = from + match[0].length;
    if (type === undefined || page.claimed(from, to)) continue;
    const before = plain.slice(Math.max(0, from - 40), from);
    if (NO_HASH.test(before)) continue;
    if (!/[a-f]/i.test(match[0]) && !NAMED_HASH.test(before)) continue;
    // Between dashes and more digits it is part of a longer id (W3C traceparent); after `=` or `+` comes base64.
    if (/[0-9a-f]-$/i.test(before) && /^-[0-9a-f]/i.test(plain.slice(to, to + 2))) continue;
    if (/^[=+]/.test(plain.slice(to, to + 1)) || /\+$/.test(before)) continue;
    page.found(type, match[0].toLowerCase(), from, to);
  }
}

const ASN_JOINED = /(?<![\p{L}\p{N}_.-])asn?(?:\d{1,10}|\d{1,5}\.\d{1,5})(?![\p{L}\p{N}_]|[.-]\d)/giu;
const ASN_APART = /(?<![\p{L}\p{N}_.-])AS[ \u00a0]{1,2}\d{2,10}(?![\p{L}\p{N}_%]|[.,]\d)/gu;
const ASN_NAMED =
  /(?<![\p{L}\p{N}])(?:asn|as[_ -]?number|as[_-]?num|autonomous[ _-]system(?:[ _-]number)?)["']?(?:\s\(asn?\))?\s{0,2}[:=#]?\s{0,2}["']?(\d{1,10})(?![\p{L}\p{N}_]|[.,]\d)/giu;
const ROUTING =
  /\b(?:asns?|bgp|peer\w*|origin\w*|announc\w*|prefix\w*|rout\w*|transit|upstream|autonomous|networks?|isp|whois|hijack\w*|hosted|hosting|provider)\b/i;

function aboutRouting(plain: string, from: number, to: number): boolean {
  return ROUTING.test(plain.slice(Math.max(0, from - 60), from)) || ROUTING.test(plain.slice(to, to + 60));
}

/** Autonomous systems. `AS2` and `AS400` are other things, and "as 500" is English. */
export function findAsns(page: Page): void {
  const { plain } = page;
  const take = (text: string, from: number, to: number) => {
    const value = canonicalAsn(text);
    if (value !== undefined && value !== "AS0" && !page.claimed(from, to)) page.found("asn", value, from, to);
  };
  for (const match of plain.matchAll(ASN_JOINED)) {
    const to = match.index + match[0].length;
    const doubtful = /^as(?:[1-4]|400)$/i.test(match[0]) || /^as\d{1,3}$/.test(match[0]);
    if (!doubtful || aboutRouting(plain, match.index, to)) take(match[0], match.index, to);
  }
  for (const match of plain.matchAll(ASN_APART)) {
    const to = match.index + match[0].length;
    const shouted = /\p{Lu}{2,}\s+$/u.test(plain.slice(Math.max(0, match.index - 20), match.index));
    const sure = aboutRouting(plain, match.index, to) || (!shouted && /\d{4,}$/.test(match[0]));
    if (sure) take(match[0], match.index, to);
  }
  for (const match of plain.matchAll(ASN_NAMED)) {
    const to = match.index + match[0].length;
    const digits = match[1] as string;
    const from = /^asn[ #]{0,2}\d/i.test(match[0]) ? match.index : to - digits.length;
    take(digits, from, to);
  }
}
