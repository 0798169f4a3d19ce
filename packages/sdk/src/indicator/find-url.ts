import { SCHEMES, urlParts } from "../entity/url.ts";
import type { Page } from "./page.ts";

/** What cannot stand in a URL in running text. */
const STOP =
  /[\s"<>`{}|\\^\u0000-\u001f\u007f-\u00a0\u2013-\u2015\u2018-\u2027\u2190-\u21ff\u00ab\u00bb\u2039\u203a\u3000-\u303f\uff00-\uffef]/;
/** Scripts that put no blanks between words: there a URL ends where the script goes on. */
const UNSPACED = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u;
const TRAILING = ".,;:!?'*)]…";
const CLOSES: Readonly<Record<string, string>> = { ")": "(", "]": "[" };
const HOST = /^[^:]+:\/\/(?:[^/?#]*@)?(\[[^\]]*\]|[^:/?#]*)/;
const AUTHORITY = /^[^\s/?#<>"`|\\^{}]+/;
const LONG = 2000;

function schemeStart(plain: string, colon: number): number | undefined {
  const before = /[a-z][a-z0-9+.-]{0,20}$/i.exec(plain.slice(Math.max(0, colon - 21), colon))?.[0];
  if (before === undefined) return undefined;
  if (SCHEMES.has(before.toLowerCase())) return colon - before.length;
  // Glued to the word before it, or with a part before a dot or dash: the scheme that everybody means.
  const glued = /(?:https?|ftp)$/i.exec(before)?.[0];
  return glued === undefined ? undefined : colon - glued.length;
}

/** Where a URL ends: at what cannot be in one, or at a bracket that was not opened in it. */
function urlEnd(plain: string, start: number, from: number): number {
  const opener = plain[start - 1];
  const field = opener === "," || opener === ";" || opener === "'" ? opener : undefined;
  const unspaced = opener !== undefined && UNSPACED.test(opener);
  const open = { "(": 0, "[": 0 } as Record<string, number>;
  let end = from;
  for (; end < plain.length; end++) {
    const char = plain[end] as string;
    if (char === field || STOP.test(char) || (unspaced && UNSPACED.test(char))) break;
    if (char in open) open[char] = (open[char] ?? 0) + 1;
    const opens = CLOSES[char];
    if (opens !== undefined) {
      if (open[opens] === 0) break;
      open[opens] = (open[opens] ?? 0) - 1;
    }
    if ((char === "," || char === ";") && /^[a-z][a-z0-9+.-]{1,10}:\/\//i.test(plain.slice(end + 1, end + 16))) break;
  }
  const wrapped = opener === "_" || opener === "~" ? opener : "";
  while (end > from) {
    const last = plain[end - 1] as string;
    const closes = CLOSES[last];
    const balanced = closes !== undefined && open[closes] === 0 && plain.slice(from, end).includes(closes);
    if (balanced || !(TRAILING + wrapped).includes(last)) break;
    end--;
  }
  return end;
}

/** URLs with a scheme. Its host is not an indicator of its own, unless it is an address. */
export function findUrls(page: Page): void {
  const { plain } = page;
  let reached = 0;
  for (let colon = plain.indexOf("://"); colon >= 0; colon = plain.indexOf("://", Math.max(colon + 3, reached))) {
    const start = schemeStart(plain, colon);
    if (start === undefined || start < reached) continue;
    const authority = AUTHORITY.exec(plain.slice(colon + 3, colon + 600))?.[0];
    if (authority === undefined || !/[\p{L}\p{N}]/u.test(authority)) continue;
    const end = urlEnd(plain, start, colon + 3);
    const text = plain.slice(start, end);
    const parts = urlParts(text);
    // What is no URL may hold one, unless it is so long that looking again and again would not end.
    reached = parts === undefined && text.length < LONG ? colon + 3 : end;
    if (parts === undefined) continue;
    page.found("url", parts.url, start, end);
    if (parts.address) {
      const [before = "", spelled = ""] = HOST.exec(text) ?? [];
      const bracket = spelled.startsWith("[") ? 1 : 0;
      const from = start + before.length - spelled.length + bracket;
      page.found("ip", parts.host, from, from + spelled.length - 2 * bracket);
    }
    reached = Math.max(reached, claimLabel(page, start, end, text));
  }
}

/** `<http://x|x>`: a chat writes what it linked a second time; words of a person's own stay. Gives where to go on. */
function claimLabel(page: Page, start: number, end: number, text: string): number {
  const { plain } = page;
  if (plain[start - 1] !== "<" || plain[end] !== "|") return end;
  const label = plain.slice(end + 1, end + 2 + text.length);
  const close = label.indexOf(">");
  if (close <= 0 || !text.includes(label.slice(0, close))) return end;
  page.claim(end, end + 1 + close);
  return end + 1 + close;
}
