import { networkKey, rangeOf } from "./range.ts";

/** What an address is by itself, without asking anybody. */
export interface Special {
  /** Completes "… is": `a private address (RFC 1918)`, `Google Public DNS`. */
  readonly is: string;
  /** Whether it can be met on the internet. */
  readonly public: boolean;
}

/** From the IANA special-purpose registries, and addresses that people meet every day. The longest prefix counts. */
const TABLE: readonly (readonly [ranges: string, is: string, kind?: "public"])[] = [
  ["0.0.0.0/8 ::", "“this network” (RFC 1122), no address of a machine"],
  ["10.0.0.0/8 172.16.0.0/12 192.168.0.0/16", "a private address (RFC 1918)"],
  ["100.64.0.0/10", "a carrier's shared address (CGNAT, RFC 6598)"],
  ["127.0.0.0/8 ::1", "this machine itself (loopback)"],
  ["169.254.0.0/16 fe80::/10", "a link-local address, which its own network segment alone knows"],
  ["169.254.169.254 fd00:ec2::254", "the metadata service of cloud machines"],
  ["169.254.170.2", "the credentials service of AWS containers"],
  ["168.63.129.16", "Azure's platform service, met from Azure machines alone"],
  ["100.100.100.200", "Alibaba Cloud's metadata service"],
  ["192.0.0.0/24", "set aside for protocols (RFC 6890)"],
  [
    "192.0.2.0/24 198.51.100.0/24 203.0.113.0/24 2001:db8::/32 3fff::/20",
    "set aside for documentation (RFC 5737, 3849, 9637)",
  ],
  ["198.18.0.0/15 2001:2::/48", "set aside for benchmarks (RFC 2544)"],
  ["192.88.99.0/24", "the former 6to4 relay (RFC 7526)"],
  ["224.0.0.0/4 ff00::/8", "a multicast address"],
  ["240.0.0.0/4", "reserved (RFC 1112)"],
  ["255.255.255.255", "the broadcast address"],
  ["fc00::/7", "a private address (unique local, RFC 4193)"],
  ["100::/64", "discard-only (RFC 6666)"],
  ["64:ff9b::/96 64:ff9b:1::/48", "an IPv4 address seen through NAT64"],
  ["2001::/32", "a Teredo tunnel"],
  ["2002::/16", "a 6to4 tunnel"],
  ["8.8.8.8 8.8.4.4 2001:4860:4860::8888 2001:4860:4860::8844", "Google Public DNS", "public"],
  ["1.1.1.1 1.0.0.1 2606:4700:4700::1111 2606:4700:4700::1001", "Cloudflare DNS (1.1.1.1)", "public"],
  ["1.1.1.2 1.0.0.2 1.1.1.3 1.0.0.3", "Cloudflare DNS for Families", "public"],
  [
    "9.9.9.9 149.112.112.112 9.9.9.10 149.112.112.10 9.9.9.11 149.112.112.11 2620:fe::fe 2620:fe::9",
    "Quad9 DNS",
    "public",
  ],
  [
    "208.67.222.222 208.67.220.220 208.67.222.123 208.67.220.123 2620:119:35::35 2620:119:53::53",
    "OpenDNS (Cisco Umbrella)",
    "public",
  ],
  ["94.140.14.14 94.140.15.15", "AdGuard DNS", "public"],
  ["4.2.2.1 4.2.2.2 4.2.2.3 4.2.2.4 4.2.2.5 4.2.2.6", "Level 3's public DNS", "public"],
  ["64.6.64.6 64.6.65.6", "Neustar's (Vercara) public DNS", "public"],
  ["77.88.8.8 77.88.8.1", "Yandex DNS", "public"],
  ["114.114.114.114 114.114.115.115", "114DNS, a public DNS in China", "public"],
  ["223.5.5.5 223.6.6.6", "AliDNS, Alibaba's public DNS", "public"],
  [
    "198.41.0.4 170.247.170.2 192.33.4.12 199.7.91.13 192.203.230.10 192.5.5.241 192.112.36.4 198.97.190.53 192.36.148.17 192.58.128.30 193.0.14.129 199.7.83.42 202.12.27.33",
    "a root name server",
    "public",
  ],
];

const BY_NETWORK = new Map<string, Special>();
const PREFIXES: Record<32 | 128, number[]> = { 32: [], 128: [] };
for (const [ranges, is, kind] of TABLE)
  for (const text of ranges.split(" ")) {
    const range = rangeOf(text);
    if (range === undefined) throw new Error(`not a range: ${text}`);
    BY_NETWORK.set(networkKey(range, range.prefix), { is, public: kind === "public" });
    if (!PREFIXES[range.width].includes(range.prefix)) PREFIXES[range.width].push(range.prefix);
  }
for (const prefixes of Object.values(PREFIXES)) prefixes.sort((a, b) => b - a);

/** What an address or range is by itself; undefined for an ordinary one. A range must lie wholly within. */
export function specialOf(canonical: string): Special | undefined {
  const range = rangeOf(canonical);
  if (range === undefined) return undefined;
  for (const prefix of PREFIXES[range.width]) {
    if (prefix > range.prefix) continue;
    const special = BY_NETWORK.get(networkKey(range, prefix));
    if (special !== undefined) return special;
  }
  return undefined;
}

const GLOBAL_V6 = 0b001n;

/** Whether a connection there leaves for the internet; what is private, local or set aside does not. */
export function isPublicAddress(canonical: string): boolean {
  const range = rangeOf(canonical);
  if (range === undefined) return false;
  if (range.width === 128 && range.first >> 125n !== GLOBAL_V6) return false;
  return specialOf(canonical)?.public ?? true;
}

/** Hashes that say nothing about a file, or everything. */
export const KNOWN_HASHES: ReadonlyMap<string, string> = new Map([
  ["d41d8cd98f00b204e9800998ecf8427e", "the hash of an empty file"],
  ["da39a3ee5e6b4b0d3255bfef95601890afd80709", "the hash of an empty file"],
  ["e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", "the hash of an empty file"],
  [
    "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
    "the hash of an empty file",
  ],
  ["44d88612fea8a8f36de82e1278abb02f", "the EICAR test file, which virus scanners agree to report"],
  ["3395856ce81f2b7382dee72602f798b642f14140", "the EICAR test file, which virus scanners agree to report"],
  [
    "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f",
    "the EICAR test file, which virus scanners agree to report",
  ],
]);
