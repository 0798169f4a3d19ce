import { canonicalAddress, canonicalRange } from "../entity/ip.ts";
import { canonicalMac } from "../entity/mac.ts";
import type { Page } from "./page.ts";
import { isVersion } from "./version.ts";

/** Letters that would make an address part of a word. Scripts without blanks between words are no such letters. */
const WORD = /[\p{Script=Latin}\p{Script=Cyrillic}\p{Script=Greek}\p{N}_]/u;
const NUMBERS = /(?<!\d|\d\.)\d{1,12}(?:\.\d{1,12})+/g;

/** What follows an address: its range, if it names one. `10.1.2.3/8` is an interface, so the address alone counts. */
function rangeAt(page: Page, value: string, to: number): { value: string; to: number } {
  const bits =
    /^\/(\d{1,3})(?![\w./])/.exec(page.plain.slice(to, to + 6)) ??
    /^\/(\d{1,3})(?=\.(?:\s|$))/.exec(page.plain.slice(to, to + 7));
  const range = bits === null ? undefined : canonicalRange(`${value}${bits[0]}`);
  if (bits === null || range === undefined) return { value, to };
  return range === value || range.startsWith(`${value}/`) ? { value: range, to: to + bits[0].length } : { value, to };
}

/** IPv4 addresses and ranges. The hard part is what is none: versions, sections, object ids, masks. */
export function findV4(page: Page): void {
  const { plain } = page;
  let lastVersionEnd = -1;
  let lastEnd = -1;
  for (const match of plain.matchAll(NUMBERS)) {
    const from = match.index;
    let to = from + match[0].length;
    const parts = match[0].split(".");
    if (parts.length === 5 && isSocket(plain, from, to)) {
      to -= (parts[4] as string).length + 1;
      parts.pop();
    }
    const value = parts.length === 4 ? canonicalAddress(parts.join(".")) : undefined;
    if (value === undefined || page.claimed(from, to)) continue;
    const sure = page.fanged(from, to);
    if (!sure && isMask(parts)) continue;
    if (!standsAlone(plain, from, match[0].length + from === to ? to : -1, lastEnd, sure)) continue;
    if (!sure && isVersion(plain, from, to, lastVersionEnd)) {
      lastVersionEnd = to;
      continue;
    }
    const range = rangeAt(page, value, to);
    page.found("ip", range.value, from, range.to);
    lastEnd = range.to;
  }
}

/** `255.255.240.0`: ones, then zeros. Nothing has such an address. */
function isMask(parts: readonly string[]): boolean {
  if (parts[0] !== "255" || parts.join(".") === "255.255.255.255") return false;
  const bits = parts.map((part) => Number(part).toString(2).padStart(8, "0")).join("");
  return /^1+0+$/.test(bits);
}

/** tcpdump writes the port as a fifth number: `IP 10.0.0.5.53 > 10.0.0.9.1024:`. */
function isSocket(plain: string, from: number, to: number): boolean {
  return /(?:\bIP |> )$/.test(plain.slice(Math.max(0, from - 3), from)) || plain.startsWith(" > ", to);
}

function standsAlone(plain: string, from: number, to: number, lastEnd: number, sure: boolean): boolean {
  const before = plain[from - 1] ?? "";
  if (/[+$€£¥§.]/.test(before) || WORD.test(before))
    return before === "." && !/[\p{L}\p{N}]/u.test(plain[from - 2] ?? "");
  if (before === "-" && lastEnd !== from - 1 && WORD.test(plain[from - 2] ?? "")) return false;
  if (to < 0) return true;
  const after = plain.slice(to, to + 6);
  if (/^[a-z_+~%]/i.test(after)) return sure && !/^[a-z_]/i.test(after);
  if (/^\.[\p{L}\p{N}_-]/u.test(after)) return /^\.\p{Lu}\p{Ll}/u.test(after);
  if (/^-\d{0,3}[a-z]/i.test(after)) return false;
  return true;
}

const MAC_DASHED = /(?<![0-9a-z_:-])[0-9a-f]{2}(?:-[0-9a-f]{2}){5}(?![0-9a-z_:-])/gi;
const MAC_DOTTED = /(?<![0-9a-z_.])[0-9a-f]{4}\.[0-9a-f]{4}\.[0-9a-f]{4}(?![0-9a-z_]|\.[0-9a-z])/gi;
const MAC_NAMED = /\b(?:mac|hw ?addr|ether|bssid|lladdr|physical address|station)\W[^\n]{0,20}$/i;

/** Hardware addresses in dashes or dots. All digits is a date or an amount, unless it is called an address. */
export function findMacs(page: Page): void {
  for (const pattern of [MAC_DASHED, MAC_DOTTED])
    for (const match of page.plain.matchAll(pattern)) {
      const value = canonicalMac(match[0]);
      const to = match.index + match[0].length;
      if (value === undefined || page.claimed(match.index, to)) continue;
      const named = () => MAC_NAMED.test(page.plain.slice(Math.max(0, match.index - 40), match.index));
      if (/[a-f]/i.test(match[0]) || named()) page.found("mac", value, match.index, to);
    }
}

const isHexish = (code: number) =>
  (code >= 48 && code <= 58) || (code >= 65 && code <= 70) || (code >= 97 && code <= 102) || code === 46;

/** IPv6 addresses and ranges, and hardware addresses in colons: both are runs of hexadecimal digits and colons. */
export function findColons(page: Page): void {
  const { plain } = page;
  let reached = 0;
  for (let colon = plain.indexOf(":"); colon >= 0; colon = plain.indexOf(":", reached)) {
    let from = colon;
    while (from > reached && isHexish(plain.charCodeAt(from - 1))) from--;
    let to = colon + 1;
    while (to < plain.length && isHexish(plain.charCodeAt(to))) to++;
    reached = to;
    if (to - from < 3 || to - from > 64 || page.claimed(from, to)) continue;
    judgeColons(page, from, to);
  }
}

function judgeColons(page: Page, start: number, end: number): void {
  const { plain } = page;
  let [from, to] = [start, end];
  if (WORD.test(plain[from - 1] ?? "")) {
    // `src:2001:db8::1`: the `c` belonged to a name. `std::bad` is code.
    const colon = plain.indexOf(":", from);
    if (plain[colon + 1] === ":") return;
    from = colon + 1;
  }
  if (WORD.test(plain[to] ?? "")) {
    to = plain.lastIndexOf(":", to - 1);
    if (to <= from || plain[to - 1] === ":") return;
  }
  while (to > from && plain[to - 1] === ".") to--;
  if (plain[from] === ":" && plain[from + 1] !== ":") from++;
  if (plain[to - 1] === ":" && plain[to - 2] !== ":") to--;
  // `x[1::2]` is a slice.
  if (plain[from - 1] === "[" && WORD.test(plain[from - 2] ?? "")) return;
  // tcpdump writes the port after a dot.
  const port = /:[0-9a-f]{0,4}(\.\d{1,5})$/i.exec(plain.slice(from, to))?.[1];
  if (port !== undefined) to -= port.length;
  const text = plain.slice(from, to);
  if (/^[0-9a-f]{2}(?::[0-9a-f]{2}){5}$/i.test(text)) {
    if (!/^[:-][0-9a-f]/i.test(plain.slice(to, to + 2))) page.found("mac", canonicalMac(text) ?? text, from, to);
    return;
  }
  // Eight pairs are an EUI-64 or a world-wide name; no digit at all is code (`dead::beef`).
  if (!/\d/.test(text) || /^\d{1,2}:\d\d::$/.test(text) || /^[0-9a-f]{2}(?::[0-9a-f]{2}){7}$/i.test(text)) return;
  const value = (text.match(/:/g) ?? []).length >= 2 ? canonicalAddress(text) : undefined;
  if (value === undefined) return;
  const range = rangeAt(page, value, to);
  page.found("ip", range.value, from, range.to);
}
