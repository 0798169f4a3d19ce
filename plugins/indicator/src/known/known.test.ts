import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { networkKey, rangeOf } from "./range.ts";
import { isPublicAddress, KNOWN_HASHES, specialOf } from "./special.ts";

test.each([
  ["8.8.8.8", "Google Public DNS", true],
  ["2001:4860:4860::8888", "Google Public DNS", true],
  ["1.1.1.1", "Cloudflare", true],
  ["9.9.9.9", "Quad9", true],
  ["208.67.222.222", "OpenDNS", true],
  ["10.1.2.3", "RFC 1918", false],
  ["172.31.255.255", "RFC 1918", false],
  ["192.168.0.0/24", "RFC 1918", false],
  ["100.64.0.1", "CGNAT", false],
  ["127.0.0.53", "loopback", false],
  ["::1", "loopback", false],
  ["169.254.1.1", "link-local", false],
  ["169.254.169.254", "metadata", false],
  ["203.0.113.9", "documentation", false],
  ["2001:db8::1", "documentation", false],
  ["fd00::1", "unique local", false],
  ["ff02::1", "multicast", false],
  ["255.255.255.255", "broadcast", false],
  ["::ffff:10.0.0.1", "RFC 1918", false],
  ["64:ff9b::a00:1", "NAT64", false],
])("%s is %s", (address, is, reachable) => {
  expect(specialOf(address)?.is).toContain(is);
  expect(isPublicAddress(address)).toBe(reachable);
});

test.each(["172.32.0.1", "11.0.0.1", "100.128.0.1", "2606:2800:220:1::1", "192.0.1.1"])(
  "%s is an ordinary address",
  (address) => {
    expect(specialOf(address)).toBeUndefined();
    expect(isPublicAddress(address)).toBe(true);
  },
);

test("a range that reaches beyond a special one is not called that", () => {
  expect(specialOf("10.0.0.0/7")).toBeUndefined();
  expect(specialOf("8.8.8.0/24")).toBeUndefined();
});

test("what is no address is not public", () => {
  for (const text of ["", "evil.example", "4000::1", "::"]) expect(isPublicAddress(text)).toBe(false);
});

test("all addresses of a network have one key", () => {
  const at = (text: string) => networkKey(rangeOf(text) as NonNullable<ReturnType<typeof rangeOf>>, 24);
  expect(at("192.0.2.1")).toBe(at("192.0.2.255"));
  expect(at("192.0.2.1")).not.toBe(at("192.0.3.1"));
});

test("the hashes of the empty file are those of an empty file", () => {
  for (const name of ["md5", "sha1", "sha256", "sha512"])
    expect(KNOWN_HASHES.get(createHash(name).digest("hex"))).toContain("empty file");
});
