import { asciiName } from "./domain.ts";
import type { Entity } from "./entity.ts";
import { canonicalAddress } from "./ip.ts";
import { refang } from "./refang.ts";

/** A machine by name or address: a name needs no dot and no public suffix (`web-03`, `db1.corp`). Lower case. */
export const host: Entity = {
  name: "host",
  expects: "the name or address of a host, like web-03 or 192.0.2.3",
  example: "web-03",
  parse(text) {
    if (text.length > 1000) return undefined;
    const plain = refang(text);
    const inner = /^\[([^\]]*)\]$/.exec(plain)?.[1] ?? plain;
    return canonicalAddress(inner) ?? (/^[\d.]*\.[\d.]*$/.test(inner) ? undefined : asciiName(inner));
  },
};
