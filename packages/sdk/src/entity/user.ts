import type { Entity } from "./entity.ts";

const USER = /^[\p{L}\p{N}_][\p{L}\p{M}\p{N}._\-+$@\\':]{0,254}$/u;

/**
 * A person or account by the name people use: `ana`, `@ana`, `ana@corp.example`, `CORP\ana`. The leading `@` goes, case
 * stays: some platforms' ids differ by case alone. Mentions of a platform (`<@U1>`) have been unwrapped before.
 */
export const user: Entity = {
  name: "user",
  expects: "a person or an account, like ana or @ana",
  example: "ana",
  parse(text) {
    if (text.length > 500) return undefined;
    const plain = text
      .normalize("NFC")
      .trim()
      .replace(/^@+/, "")
      .replace(/[.:,]+$/, "");
    return USER.test(plain) ? plain : undefined;
  },
};
