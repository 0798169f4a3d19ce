/**
 * What people write instead of a dot, a colon, an at sign or a scheme, so that an address cannot be clicked by mistake.
 * Each mark is a pattern (ignoring case) and the plain text it stands for.
 */
export type Mark = readonly [pattern: string, plain: string | ((matched: string) => string)];

const SCHEME_END = "(?=\\s?[\\[({]?:)";

/** Marks that are put there on purpose. Blanks count as part of a mark only where the brackets leave no doubt. */
export const FANGS: readonly Mark[] = [
  ["[ \\t]{0,2}\\[\\s?(?:[.,]|dot|d0t)\\s?\\][ \\t]{0,2}", "."],
  ["[ \\t]{0,2}[({<]\\s?(?:dot|d0t)\\s?[)}>][ \\t]{0,2}", "."],
  ["[({<\\[]\\.[)}>\\]]", "."],
  ["(?<=[\\p{L}\\d])[\\[({]\\.(?=[\\p{L}\\d])", "."],
  ["(?<=[\\p{L}\\d])\\.[\\])}](?=[\\p{L}\\d])", "."],
  ["(?<=[\\p{L}\\d])\\\\\\.(?=[\\p{L}\\d])", "."],
  ["[ \\t]{0,2}[\\[({<]\\s?(?:@|at)\\s?[\\])}>][ \\t]{0,2}", "@"],
  ["[\\[({]:\\/\\/[\\])}]|[\\[({]:[\\])}]\\/\\/|:[\\[({]\\/\\/[\\])}]|[\\[({]:\\/[\\])}]\\/", "://"],
  ["[\\[({]:[\\])}]", ":"],
  ["(?<=[\\p{L}\\d])\\[\\/\\]", "/"],
  [`(?<![\\p{L}\\d])h(?!ttp)[tx*_+-]{2,3}ps?(?:\\[s\\]|\\(s\\))?${SCHEME_END}`, schemeOf("http")],
  [`(?<![\\p{L}\\d])http[\\[(]s[\\])]${SCHEME_END}`, "https"],
  [`(?<![\\p{L}\\d])[\\[(]https?[\\])]${SCHEME_END}`, schemeOf("http")],
  [`(?<![\\p{L}\\d])f[x*]ps?${SCHEME_END}`, schemeOf("ftp")],
  ["(?<=(?:tps?|xps?)):\\\\\\\\(?=[\\p{L}\\d])", "://"],
];

/** Characters that look like plain ones or like nothing. They prove no purpose: web pages are full of them. */
export const LOOKALIKES: readonly Mark[] = [
  ["[\\u00ad\\u180e\\u200b-\\u200f\\u2060-\\u2064\\ufeff]+", ""],
  ["[\\uff01-\\uff5e]", (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0)],
  ["(?<=[a-z0-9])[\\u3002\\uff61\\u2024\\ufe52](?=[a-z0-9])", "."],
  ["(?<=[a-z0-9])[\\u2215\\u2044\\u29f8](?=[a-z0-9])", "/"],
  ["(?<=[a-z0-9])[\\u2236\\ua789\\ufe55](?=[a-z0-9])", ":"],
  ["\\ufe6b", "@"],
  ["[\\u{1d400}-\\u{1d7ff}\\u24b6-\\u24e9]", (c) => c.normalize("NFKC")],
];

/** "evil dot com", said aloud. */
const SPOKEN: Mark = ["(?<=[\\p{L}\\d])[ \\t]{1,2}dot[ \\t]{1,2}(?=[\\p{L}\\d])", "."];

function schemeOf(plain: string): (matched: string) => string {
  return (matched) => (/s[\])]*$/i.test(matched) ? `${plain}s` : plain);
}

/** One pattern over all marks; `plain` tells what a match stands for and which mark it was. */
export function markReader(marks: readonly Mark[]): {
  pattern: RegExp;
  plain(match: RegExpExecArray | readonly string[]): { mark: number; plain: string };
} {
  return {
    pattern: new RegExp(marks.map(([pattern]) => `(${pattern})`).join("|"), "giu"),
    plain(match) {
      let mark = 0;
      while (match[mark + 1] === undefined) mark++;
      const plain = (marks[mark] as Mark)[1];
      return { mark, plain: typeof plain === "string" ? plain : plain(match[mark + 1] as string) };
    },
  };
}

const reader = markReader([...FANGS, ...LOOKALIKES, SPOKEN]);

/**
 * Takes defanging out of one value: `hxxps[:]//evil[.]example` is `https://evil.example`. Also zero-width and full-width
 * characters, and blanks around. Text without any of it comes back as it is. Meant for a single value; for running
 * text there is {@link findIndicators}.
 */
export function refang(text: string): string {
  const trimmed = text.trim();
  return trimmed.replace(reader.pattern, (...match) => reader.plain(match as string[]).plain).trim();
}

const URL_PARTS = /^([a-z][a-z0-9+.-]*):\/\/([^/?#]*)(.*)$/is;

/**
 * One address, domain, URL or e-mail address so written that no chat makes a link of it: `hxxps://evil[.]example/a.b`.
 * `refang` gives the value back. Anything else (a hash, a CVE id) comes back as it is.
 */
export function defang(value: string): string {
  const url = URL_PARTS.exec(value);
  if (url === null) return value.replaceAll("@", "[@]").replaceAll(/(?<=[^\s.[])\.(?=[^\s.\]])/g, "[.]");
  const [, scheme = "", authority = "", rest = ""] = url;
  const fanged = scheme.replace(/^http/i, "hxxp").replace(/^ftp/i, "fxp");
  return `${fanged}://${authority.replaceAll(".", "[.]")}${rest}`;
}
