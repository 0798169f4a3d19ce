/** What single characters are to the grammar. Code units throughout: offsets are UTF-16, as everywhere. */

/** Blanks of every kind: tab, line ends, the ordinary and the no-break space, the typographic and ideographic ones. */
export function isBlank(code: number): boolean {
  if (code < 0x80) return code === 0x20 || (code >= 0x09 && code <= 0x0d);
  return (
    code === 0xa0 ||
    code === 0x85 ||
    code === 0x1680 ||
    (code >= 0x2000 && code <= 0x200a) ||
    code === 0x2028 ||
    code === 0x2029 ||
    code === 0x202f ||
    code === 0x205f ||
    code === 0x3000
  );
}

/** Characters that show nothing and hide in pasted text: controls, zero-width ones, marks of direction, soft hyphens. */
const INVISIBLE =
  /[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff]/g;

/** Joiners are spelling in many scripts and mere dirt beside a Latin letter or a digit. */
const STRAY_JOINER = /(?<=[\x00-\x7f]|^)[\u200c\u200d]+|[\u200c\u200d]+(?=[\x00-\x7f]|$)/g;

const PLAIN = /^[\x20-\x7e]*$/;

export function isInvisible(code: number): boolean {
  if (code < 0x7f) return code < 0x20 && !isBlank(code);
  return (
    code <= 0x84 ||
    (code >= 0x86 && code <= 0x9f) ||
    code === 0xad ||
    code === 0x61c ||
    code === 0x180e ||
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x202a && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x206f) ||
    code === 0xfeff
  );
}

/** A bare word without what cannot be seen, composed (NFC). */
export function visible(text: string): string {
  if (PLAIN.test(text)) return text;
  return text.replace(INVISIBLE, "").replace(STRAY_JOINER, "").normalize("NFC");
}

/** How command words, names of arguments and phrases are compared: compatibility forms and case folded. */
export function fold(text: string): string {
  return PLAIN.test(text) ? text.toLowerCase() : visible(text.normalize("NFKC")).toLowerCase();
}

/** How names of arguments are compared: `--dry-run`, `dryRun` and `dry_run` are one. */
export function foldKey(text: string): string {
  return fold(text).replace(/[-_]/g, "");
}

/** Every dash that a keyboard or a phone puts in place of `-`. */
const DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d";
const FLAG = new RegExp(`^(?:--+|[${DASHES.slice(1)}][${DASHES}]*|-[${DASHES.slice(1)}]+)(?=\\p{L})`, "u");

/** The text after `--` when the word is a flag (`--hours`, `—hours`, `–hours=3`), else undefined. */
export function flagOf(word: string): string | undefined {
  const first = word.charCodeAt(0);
  if (first !== 0x2d && first < 0x80) return undefined;
  const match = FLAG.exec(word);
  return match === null ? undefined : word.slice(match[0].length);
}

/** Dashes as `-`, for numbers and for words that only differ by them. */
export function plainDashes(text: string): string {
  return PLAIN.test(text) ? text : text.replace(/[\u2010-\u2015\u2212\ufe58\ufe63\uff0d]/g, "-");
}
