import { type Registered, registered } from "../entity/domain.ts";
import { knownName } from "./find-email.ts";
import {
  BACKWARD_HEADS,
  FILE_STEMS,
  FILE_SUFFIXES,
  IDENTIFIERS,
  KNOWN_NAMES,
  MAYBE_FILE_SUFFIXES,
  NOT_NAMES,
  PLAIN_SUFFIXES,
  SENTENCE_SUFFIXES,
  SENTENCE_WORDS,
} from "./name-words.ts";
import type { Page } from "./page.ts";

const LETTER = /[\p{L}\p{N}\p{M}]/u;
const CJK = "\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\p{Script=Thai}";
const CJK_THEN_ASCII = new RegExp(`^.*[${CJK}](?=[a-z0-9_-]+\\.)`, "iu");
const ASCII_THEN_CJK = new RegExp(`(?<=\\.[a-z0-9-]{2,63})[${CJK}].*$`, "iu");

function isNameCode(code: number, plain: string, at: number): boolean {
  if (code < 128)
    return (
      (code >= 97 && code <= 122) ||
      (code >= 48 && code <= 57) ||
      (code >= 65 && code <= 90) ||
      code === 46 ||
      code === 45 ||
      code === 95
    );
  return LETTER.test(plain[at] as string);
}

/** Bare domain names. Each run of name characters round a dot is looked at once. */
export function findDomains(page: Page): void {
  const { plain } = page;
  const isCode = codeReader(plain);
  let reached = 0;
  for (let dot = plain.indexOf("."); dot >= 0; dot = plain.indexOf(".", reached)) {
    let from = dot;
    while (from > reached && isNameCode(plain.charCodeAt(from - 1), plain, from - 1)) from--;
    let to = dot + 1;
    while (to < plain.length && isNameCode(plain.charCodeAt(to), plain, to)) to++;
    reached = to;
    if (to - from > 1200) continue;
    for (const piece of plain.slice(from, to).matchAll(/[^.](?:[^.]|\.(?!\.))*/g)) {
      const start = from + piece.index;
      if (piece[0].includes(".")) judgeRun(page, start, piece[0], isCode);
    }
  }
}

function judgeRun(page: Page, start: number, run: string, isCode: (at: number) => boolean): void {
  let from = start;
  let text = run;
  // `%2Fevil.com`: the two digits belong to the percent sign.
  const escaped = page.plain[from - 1] === "%" ? (/^[0-9a-f]{2}/i.exec(text)?.[0].length ?? 0) : 0;
  // Markdown's `_name_` is no part of it, `_dmarc.name` is.
  const lead = (text.endsWith("_") ? /^[-_]+/ : /^-+/).exec(text.slice(escaped))?.[0].length ?? 0;
  const foreign = /[^\x00-\x7f]/.test(text);
  const glued = foreign ? (CJK_THEN_ASCII.exec(text)?.[0].length ?? 0) : 0;
  const cut = Math.max(escaped + lead, glued);
  text = text.slice(cut);
  from += cut;
  if (foreign) text = text.replace(ASCII_THEN_CJK, "");
  const name = knownName(text);
  if (name === undefined) return;
  const to = from + name.length;
  if (page.claimed(from, to)) return;
  const parts = registered(name);
  if (parts === undefined || NOT_NAMES.has(parts.name)) return;
  const cutShort = /^\.\p{L}/u.test(text.slice(name.length));
  if ((page.fanged(from, to) && !joined(parts)) || isName(page.plain, from, to, name, parts, isCode, cutShort))
    page.found("domain", parts.name, from, to);
}

/** "and [.] in": blanks round a mark were blanks between words. */
function joined({ name, suffix, label }: Registered): boolean {
  return SENTENCE_SUFFIXES.has(suffix) && SENTENCE_WORDS.has(label) && name.length === label.length + 1 + suffix.length;
}

const NAMED =
  /(?:domains?|fqdn|hosts?|host_?names?|server name|dns|query|qname|rrname|sni|server_?name|site|website|c2|cnc|indicator|ioc|observable|url\.domain|dest_host)["']?\s?[:=]\s?["'[(<]{0,2}$/i;
const SPEAKS_OF =
  /\b(?:domains?|hostnames?|fqdn|dns|resolv(?:e|es|ed|ing)(?: to)?|nslookup|dig|whois|ping|beacon(?:s|ed|ing)?(?: out)? to|contact(?:ed|s|ing)?|visit(?:ed|s|ing)?|browsed to|connect(?:ion|ions|ed|ing|s)? to|traffic to|quer(?:y|ies|ied)(?: for)?|lookups? (?:for|of)|redirect(?:s|ed|ing)? to|sinkhole[ds]?|phishing (?:site|page|domain)|site|website|c2|c2 server|block(?:ed)?(?: domain)?|CONNECT|(?:A|AAAA|MX|TXT|NS|ANY|SRV|CNAME)\?)\s["'`(<]?$/i;
/** A line of a zone or of what a name server said. */
const ZONE_LINE = /^\.?\s{1,8}(?:\d{1,7}\s{1,8})?(?:IN\s{1,8})?(?:A|AAAA|CNAME|MX|NS|TXT|SOA)\s/;
const FILE_BEFORE =
  /(?:[\\/]|\b(?:files?|filename|file_?name|script|scripts|attachment|archive|run|ran|executes?d?|opened|saved|wrote|edit|edited|in|see|cat|vim?|nano|less|bash|sh|python3?|perl|chmod|source|unzip|rm|cp|mv|touch|tar|module|library|binary|process|image|exe|cmd(?:line)?|command)["']?\s?[:=]?\s?["'`(]?)$/i;
const CODE_STATEMENT =
  /(?:^|\n)\s{0,12}(?:import|from|package|using|require|include|use|namespace|#include|@import|extends|implements|throws|new|class)\s[^\n]{0,60}$/;
/** No package ends so: phishers who begin with `com.` do. */
const FAR_SUFFIX = /^(?:ru|cn|su|tk|xyz|top)$/;
const CODE_KEY =
  /\b(?:logger|class|classname|package|namespace|module|exception|import|thread|bean|component|apiversion|mimetype)["']?\s?[:=]\s?["']?$/i;

/** Whether a bare name under a suffix that exists is meant as a domain, by its own look and what stands around it. */
function isName(
  plain: string,
  from: number,
  to: number,
  spelled: string,
  { name, suffix, label }: Registered,
  isCode: (at: number) => boolean,
  cutShort: boolean,
): boolean {
  const before = plain.slice(Math.max(0, from - 64), from);
  const after = plain.slice(to, to + 16);
  const left = before.at(-1) ?? "";
  const top = suffix.slice(suffix.lastIndexOf(".") + 1);
  const labels = spelled.split(".");
  const plainSuffix = PLAIN_SUFFIXES.has(top);
  const well = /^(?:com|net|org|gov|edu|onion|example)$/.test(top);

  if (NAMED.test(before) || KNOWN_NAMES.has(name) || /^www\d?\./.test(name)) return !after.startsWith("(");
  if (label.length < 2 && !/^(?:com|co|org|net|me|onion|example)$/.test(suffix)) return false;
  if (/^\d+$/.test(label) && !plainSuffix) return false;
  if (!rightCase(spelled, labels, well && !isCode(from))) return false;
  const identifier = labels.slice(0, -1).every(isIdentifier);
  if (cutShort && (!plainSuffix || identifier || !/^\.\p{Lu}\p{Ll}*\s/u.test(after))) return false;

  // What touches it.
  if (left === "/" || left === "\\") {
    if (!/(?:^|[\s"'(=:>])(?:\/\/|\\\\?)$/.test(before)) return false;
  }
  if (left === "$" || (left === "@" && !well) || /(?:->|::|[)\]]\.|\w\.)$/.test(before)) return false;
  if (left === "." && !(well || /[*.]\.$/.test(before))) return false;
  if (/^(?:\(|\[|::|->|\s?=>)/.test(after) && !(well && /^[([]\w/.test(after) && !isCode(from))) return false;
  if (/^["']?\s?[=:]/.test(after) && !plainSuffix && !/^:\d{2,5}\b/.test(after)) return false;

  // Spelled backwards: a package, not a host.
  const head = (labels[0] as string).toLowerCase();
  if (labels.length >= 3 && BACKWARD_HEADS.has(head) && !well && !(head === "io" ? plainSuffix : FAR_SUFFIX.test(top)))
    return false;
  if (CODE_STATEMENT.test(before) && !/["'<]$/.test(before)) return false;
  if (CODE_KEY.test(before)) return false;
  if (joined({ name, suffix, label })) return false;

  const spokenOf = SPEAKS_OF.test(before) || ZONE_LINE.test(after);
  if (FILE_SUFFIXES.has(top)) return spokenOf && !FILE_STEMS.has(label);
  if (MAYBE_FILE_SUFFIXES.has(top)) {
    if (spokenOf) return true;
    if (FILE_STEMS.has(label) || identifier || /^lib/.test(label)) return false;
    return (
      !FILE_BEFORE.test(before) && !/^:\d/.test(after) && !(top === "app" && after.startsWith("/")) && !isCode(from)
    );
  }
  const quoted = /["'`]$/.test(before) && /^["'`]/.test(after);
  // `self.net = …`
  if (plainSuffix)
    return (
      /^(?:com|org|gov|edu|onion|example|ru|cn)$/.test(top) ||
      !identifier ||
      quoted ||
      label === "example" ||
      !isCode(from)
    );
  if (/^\/[\w-]/.test(after) || /^:\d{2,5}\b/.test(after)) return !identifier;
  if (identifier) return false;
  return quoted || spokenOf || !isCode(from);
}

/** Also in the plural: `app.views.home`. */
function isIdentifier(part: string): boolean {
  const word = part.toLowerCase();
  return IDENTIFIERS.has(word) || IDENTIFIERS.has(word.replace(/s$/, ""));
}

/** Names in running text are lower, all upper (`EVIL.COM`), or capital first; `System.IO` and `getName.id` are code. */
function rightCase(spelled: string, labels: readonly string[], brand: boolean): boolean {
  if (spelled === spelled.toLowerCase() || spelled === spelled.toUpperCase()) return true;
  const top = labels.at(-1) as string;
  if (top !== top.toLowerCase()) return false;
  return labels.slice(0, -1).every((label, i) => {
    if (label === label.toLowerCase() || label === label.toUpperCase()) return true;
    return /^\p{Lu}[^\p{Lu}]*$/u.test(label) ? i === 0 || brand : brand;
  });
}

const CODE =
  /[;{]\s*(?:\n|$)|=>|->|::|[=!]==?\s|&&|\|\||\w\(\)|\w\([^()\n]*\)\s*[;{.]|\b(?:function|const|let|var|def|return|lambda|elif|import|public|private|static|void|self|this|null|None|True|False|SELECT|UPDATE|DELETE|WHERE|JOIN|struct|func|fn)\b[ .(]|`[^`\n]*$/;
const BLOCK = 192;

/** Whether the text round a place looks like code; asked once a block and line, so that it stays linear. */
function codeReader(plain: string): (at: number) => boolean {
  const known = new Map<number, boolean>();
  return (at) => {
    const block = Math.floor(at / BLOCK) * BLOCK;
    const from = Math.max(0, block - BLOCK / 2);
    const start = from + plain.slice(from, at).lastIndexOf("\n") + 1;
    let code = known.get(start);
    if (code === undefined) {
      const [line = ""] = plain.slice(start, block + BLOCK * 1.5).split("\n", 1);
      code = CODE.test(line);
      known.set(start, code);
    }
    return code;
  };
}
