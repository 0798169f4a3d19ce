import type { Entity } from "./entity.ts";
import { refang } from "./refang.ts";

const PAIRS = /^[0-9a-f]{1,2}([:-])[0-9a-f]{1,2}(?:\1[0-9a-f]{1,2}){4}$/i;
const DOTTED = /^[0-9a-f]{4}([.-])[0-9a-f]{4}\1[0-9a-f]{4}$/i;
const BARE = /^[0-9a-f]{12}$/i;

/** A 48-bit hardware address as `00:1a:2b:3c:4d:5e`, from pairs (`:` or `-`), Cisco's `001a.2b3c.4d5e` or bare digits. */
export function canonicalMac(text: string): string | undefined {
  if (PAIRS.test(text))
    return text
      .toLowerCase()
      .split(/[:-]/)
      .map((pair) => pair.padStart(2, "0"))
      .join(":");
  if (!DOTTED.test(text) && !BARE.test(text)) return undefined;
  return (text.toLowerCase().replaceAll(/[.-]/g, "").match(/../g) ?? []).join(":");
}

export const mac: Entity = {
  name: "mac",
  expects: "a MAC address, like 00:1a:2b:3c:4d:5e",
  example: "00:1a:2b:3c:4d:5e",
  parse: (text) => (text.length > 100 ? undefined : canonicalMac(refang(text))),
};
