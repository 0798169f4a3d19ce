/**
 * Everything that may move a cursor, colour a line, turn its direction or hide in it: controls, format characters
 * (bidi overrides, zero-width blanks, tags), line and paragraph separators, and the fillers that show as nothing. The two joiners
 * stay, because names and emoji are written with them; so do the Arabic number signs, which are seen.
 */
const UNSAFE =
  /[\p{Cc}\p{Zl}\p{Zp}\u115f\u1160\u3164\uffa0]|(?!\u200c|\u200d|[\u0600-\u0605\u06dd\u0890\u0891\u08e2])\p{Cf}/gu;

const TAB = "    ";

/**
 * Text that can be drawn on a terminal and shows what is in it. Line breaks stay, a tab becomes four blanks, a control
 * character its picture (`␛`), anything else that hides its number (`[U+202E]`), half a surrogate pair `U+FFFD`.
 * Nothing is dropped, so what was sent can be seen.
 */
export function safe(text: string): string {
  return text.toWellFormed().replaceAll("\r\n", "\n").replace(UNSAFE, shown);
}

/** {@link safe} for a place that has one line only: a break shows as `⏎`. */
export function safeLine(text: string): string {
  return safe(text).replaceAll("\n", " ⏎ ");
}

function shown(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code === 0x0a || code === 0x2028 || code === 0x2029) return "\n";
  if (code === 0x09) return TAB;
  if (code < 0x20) return String.fromCharCode(0x2400 + code);
  if (code === 0x7f) return "\u2421";
  return `[U+${code.toString(16).toUpperCase().padStart(4, "0")}]`;
}
