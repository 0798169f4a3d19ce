import type { Entity } from "./entity.ts";

const HEX = /^[0-9a-f]+$/;

function hash(name: "md5" | "sha1" | "sha256" | "sha512", digits: number, title: string, example: string): Entity {
  const prefix = new RegExp(`^(?:${name}|${name.replace("sha", "sha-")})\\s*[:=]\\s*`);
  return {
    name,
    expects: `a ${title} hash of ${digits} hexadecimal digits`,
    example,
    parse(text) {
      if (text.length > 300) return undefined;
      const plain = text
        .trim()
        .toLowerCase()
        .replace(prefix, "")
        .replace(/^"(.*)"$/, "$1");
      return plain.length === digits && HEX.test(plain) ? plain : undefined;
    },
  };
}

export const md5 = hash("md5", 32, "MD5", "44d88612fea8a8f36de82e1278abb02f");
export const sha1 = hash("sha1", 40, "SHA-1", "3395856ce81f2b7382dee72602f798b642f14140");
export const sha256 = hash("sha256", 64, "SHA-256", "275a021bbfb6489e54d471899f7db9d1663fc695ec2fe2a2c4538aabf651fd0f");
export const sha512 = hash(
  "sha512",
  128,
  "SHA-512",
  "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce47d0d13c5d85f2b0ff8318d2877eec2f63b931bd47417a81a538327af927da3e",
);
