import type { Span } from "./match.ts";
import { pemSpans } from "./pem.ts";

/**
 * Secrets that nobody told us of but that look like what they are. Written so that each takes linear time: a run of
 * token characters is entered only at its beginning, and every other repeat has an upper bound. A false hit costs a
 * word, a miss costs a secret; yet ordinary prose must stay readable, so a name alone ("the password") is nothing.
 *
 * Sources: the vendors' own descriptions of their token formats; RFC 7519 (JWT), RFC 7617 (Basic), RFC 6750 (Bearer).
 */
const TOKENS = new RegExp(
  `(?<![A-Za-z0-9_-])(?:${[
    "(?:AKIA|ASIA|ABIA|ACCA)[A-Z2-7]{16}(?![A-Za-z0-9])", // AWS access key ids
    "gh[pousr]_[A-Za-z0-9]{30,255}", // GitHub
    "github_pat_[A-Za-z0-9_]{22,255}",
    "gl(?:pat|rt|dt|cbt|ptt)-[A-Za-z0-9_.-]{20,255}", // GitLab
    "npm_[A-Za-z0-9]{36}",
    "xox[abdeoprs]-[A-Za-z0-9-]{10,255}", // Slack
    "xapp-[A-Za-z0-9-]{20,255}",
    "AIza[A-Za-z0-9_-]{35}", // Google
    "[srp]k_(?:live|test)_[A-Za-z0-9]{16,255}", // Stripe
    "SG\\.[A-Za-z0-9_-]{16,64}\\.[A-Za-z0-9_-]{16,64}", // SendGrid
    "sk-(?=[A-Za-z_-]{0,255}[0-9])[A-Za-z0-9_-]{20,255}", // model services
    "do[opr]_v1_[a-f0-9]{64}", // DigitalOcean
    "hv[bsr]\\.[A-Za-z0-9_-]{24,255}", // Vault
    "eyJ[A-Za-z0-9_-]{8,}\\.eyJ[A-Za-z0-9_-]{8,}\\.[A-Za-z0-9_-]*", // JWT
    "LS0tLS1CRUdJTiB(?:QUklWQVRF|SU0EgUFJJ|FQyBQUkl|PUEVOU1NI|FTkNSWVBU)[A-Za-z0-9+/]{16,}={0,2}", // a PEM key in base 64
  ].join("|")})`,
  "g",
);

const NAME = [
  "pass(?:word|wd|phrase)",
  "client[_-]?secret",
  "secret[_-]?(?:access[_-]?)?key",
  "api[_-]?key",
  "(?:access|auth|refresh|bearer|session)[_-]?token",
  "private[_-]?key",
].join("|");
/** Names that often mean something else, so that the value must look like a token. */
const WEAK_NAME = "secret|token|pwd";
const IS = `\\\\?["']?\\s{0,3}(?:=>|=|:)\\s{0,3}`;
const QUOTED = `\\\\"[^"\\\\\\n]{1,4096}\\\\"|"(?:[^"\\\\\\n]|\\\\.){1,4096}"|'[^'\\n]{1,4096}'`;
const BARE = "[^\\s\"'`&;,<>{}\\[\\]()|\\\\][^\\s\"'`&;,|\\\\]{3,4095}";
const TOKENLIKE = "(?=[^\\s\"'`&;,|\\\\]{0,255}[0-9])[^\\s\"'`&;,<>{}\\[\\]()|\\\\/][^\\s\"'`&;,|\\\\]{7,4095}";
const SCHEME = "(?:basic|bearer|token|digest|negotiate|ntlm|apikey|api-key|key|bot|splunk|ssws|geniekey)[ \\t]{1,3}";

/** What is named before it; the group in front stays readable, so that a line still says what was in it. */
const NAMED = new RegExp(
  [
    "(?<hook>hooks\\.slack\\.com/(?:services|workflows|triggers)/)[A-Za-z0-9/_-]{20,255}",
    "(?<user>[a-z0-9+]://[^\\s/:@\"']{0,255}:)[^\\s/@\"']{1,255}(?=@)",
    `(?<basic>authorization${IS}["']?${SCHEME})[^\\s"',;]{4,8192}`,
    `(?<header>authorization${IS}["']?)(?:${TOKENLIKE})`,
    "(?<scheme>(?<![a-z])(?:bearer|basic)[ \\t]{1,3})(?=[a-z+/._~-]{0,255}[0-9=])[a-z0-9+/._~-]{12,8192}={0,2}",
    `(?<flag>(?<![^\\s"'])--?(?:[a-z0-9]{1,20}-){0,3}(?:${NAME}|secret|token)(?:[ \\t]{1,3}|=))(?:${QUOTED}|(?!-)${BARE})`,
    `(?<name>(?:${NAME})${IS})(?:${QUOTED}|${BARE})`,
    `(?<weak>(?:${WEAK_NAME})${IS})(?:${QUOTED}|${TOKENLIKE})`,
  ].join("|"),
  "gi",
);

/**
 * One of these stands in every text that NAMED finds anything in. Most texts have none, and looking for them costs a
 * twentieth of looking for NAMED: all that is said passes through here.
 */
const NAMED_HINT = /pass(?:w|phrase)|secret|token|key|authorization|bearer|basic|pwd|hooks\.slack|:\/\//i;

const MIN_VALUE_CHARS = 4;
const MIN_WEAK_CHARS = 8;

export const BLANKED = "[blanked]";

/** The parts of a text that have the shape of a secret. */
export function shapedSpans(text: string): Span[] {
  const spans: Span[] = pemSpans(text);
  for (const match of text.matchAll(TOKENS)) spans.push([match.index, match.index + match[0].length]);
  if (!NAMED_HINT.test(text)) return spans;
  for (const match of text.matchAll(NAMED)) {
    const groups = match.groups ?? {};
    const kept = Object.values(groups).find((group) => group !== undefined) ?? "";
    const span = bare(text, match.index + kept.length, match.index + match[0].length);
    const least = groups["weak"] === undefined ? MIN_VALUE_CHARS : MIN_WEAK_CHARS;
    if ((span[1] - span[0] >= least || groups["user"] !== undefined) && !text.startsWith(BLANKED, span[0]))
      spans.push(span);
  }
  return spans;
}

/** Quotes stay, so that JSON remains JSON; so does what closes a bracket that was opened before the value. */
function bare(text: string, start: number, end: number): Span {
  if (text.startsWith('\\"', start)) return [start + 2, end - 2];
  if (text[start] === '"' || text[start] === "'") return [start + 1, end - 1];
  let last = end;
  while (last > start && ")}]>.".includes(text[last - 1] ?? "")) last--;
  return [start, last];
}
