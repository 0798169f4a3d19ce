import { registered } from "./domain.ts";
import type { Entity } from "./entity.ts";
import { refang } from "./refang.ts";

/** RFC 5322 dot-atom; quoted local parts are refused, nobody types one and means it. */
const LOCAL = /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/i;

/**
 * An address in lower case, local part too: RFC 5321 lets a server tell `Bob` from `bob`, none that matters does, and
 * two spellings of one mailbox must be found to be one.
 */
export function canonicalEmail(text: string): string | undefined {
  const at = text.lastIndexOf("@");
  const local = text.slice(0, at);
  if (at < 1 || at > 64 || !LOCAL.test(local)) return undefined;
  const domain = registered(text.slice(at + 1))?.name;
  return domain === undefined ? undefined : `${local.toLowerCase()}@${domain}`;
}

export const email: Entity = {
  name: "email",
  expects: "an e-mail address, like ana@corp.example",
  example: "ana@corp.example",
  parse(text) {
    if (text.length > 1000) return undefined;
    const plain = refang(text)
      .replace(/^<(.*)>$/s, "$1")
      .replace(/^mailto:/i, "");
    return canonicalEmail(plain.includes("@") ? plain : plain.replace(/\s{1,2}at\s{1,2}/i, "@"));
  },
};
