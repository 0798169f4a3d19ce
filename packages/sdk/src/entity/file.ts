import type { Entity } from "./entity.ts";

const QUOTED = /^(["'`])(.*)\1$/s;

/** A file by name or path, as it stands: case and blanks inside are part of it. Quotes around it are not. */
export const file: Entity = {
  name: "file",
  expects: "the name or path of a file, like /etc/passwd",
  example: "/var/log/auth.log",
  parse(text) {
    if (text.length > 4200) return undefined;
    let plain = text.trim();
    for (let inner = QUOTED.exec(plain); inner !== null; inner = QUOTED.exec(plain)) plain = (inner[2] ?? "").trim();
    if (plain === "" || plain.length > 4096 || /[\u0000-\u001f\u007f]/.test(plain)) return undefined;
    return /[^/\\.]/.test(plain) ? plain : undefined;
  },
};
