import { registered } from "../entity/domain.ts";
import { canonicalEmail } from "../entity/email.ts";
import type { Page } from "./page.ts";

const LOCAL = /^[^a-z0-9]*([a-z0-9](?:[a-z0-9._%+'-]*[a-z0-9_+-])?)$/i;
const inLocal = (code: number) =>
  (code >= 97 && code <= 122) ||
  (code >= 65 && code <= 90) ||
  (code >= 48 && code <= 57) ||
  code === 46 ||
  code === 95 ||
  code === 37 ||
  code === 43 ||
  code === 39 ||
  code === 45;
const NAME = /^[\p{L}\p{N}_-]{1,63}(?:\.[\p{L}\p{N}_-]{1,63}){1,8}/u;

/** Cuts labels that belong to the next sentence (`corp.example.Then`) until the name has a known suffix. */
export function knownName(text: string): string | undefined {
  let name = text.replace(/[-_.]+$/, "");
  if (/\d$/.test(name) && !name.includes("xn--")) return undefined;
  for (let tries = 0; tries < 3; tries++) {
    if (registered(name) !== undefined) return name;
    const dot = name.lastIndexOf(".");
    if (dot < 0 || !/^\p{Lu}/u.test(name.slice(dot + 1))) return undefined;
    name = name.slice(0, dot);
  }
  return undefined;
}

/** E-mail addresses, and the domain of each. `git@host:path` and Message-IDs look like one and name only a host. */
export function findEmails(page: Page): void {
  const { plain } = page;
  for (let at = plain.indexOf("@"); at >= 0; at = plain.indexOf("@", at + 1)) {
    if (page.claimed(at, at + 1)) continue;
    let begin = at;
    while (begin > 0 && at - begin < 64 && inLocal(plain.charCodeAt(begin - 1))) begin--;
    const local = LOCAL.exec(plain.slice(begin, at))?.[1]?.replace(/^.*'(?=.*'$)|'$/g, "");
    const after = NAME.exec(plain.slice(at + 1, at + 300))?.[0];
    if (local === undefined || after === undefined) continue;
    const name = knownName(after);
    if (name === undefined) continue;
    const from = at - local.length;
    const to = at + 1 + name.length;
    if (/[\p{L}\p{N}@]/u.test(plain[from - 1] ?? "") || plain[to] === "@") continue;
    const value = canonicalEmail(`${local}@${name}`);
    if (value === undefined) continue;
    if (!namesOnlyHost(plain, from, to)) {
      page.found("email", value, from, to);
      // A chat's own link repeats the address as its label.
      const label = `|${plain.slice(from, to)}>`;
      if (plain.startsWith(label, to)) page.claim(to, to + label.length);
    } else page.claim(from, at + 1);
    page.found("domain", value.slice(value.lastIndexOf("@") + 1), at + 1, to);
  }
}

function namesOnlyHost(plain: string, from: number, to: number): boolean {
  // scp and git: a path right after the colon. `ana@corp.example:` in a list has a blank there.
  if (/^:[\w~./-]/.test(plain.slice(to, to + 2)) && !/^:\d+\b/.test(plain.slice(to, to + 7))) return true;
  const before = plain.slice(Math.max(0, from - 60), from);
  if (/\b(?:message-id|in-reply-to|references|msgid|message_id)["']?\s*[:=]\s*["']?<?$/i.test(before)) return true;
  return /\b(?:ssh|scp|sftp|rsync|mosh|ssh-copy-id)\s(?:[^\n|;&]{0,40}\s)?$/.test(before);
}
