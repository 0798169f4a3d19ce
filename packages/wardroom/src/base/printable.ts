/** Sequences that move a terminal's cursor, colour it or set its title: CSI, then OSC, DCS, APC and PM with their ends. */
const SEQUENCES = /\x1b\[[0-?]*[ -/]*[@-~]|\x1b[\]P^_X][^\x07\x1b]{0,4096}(?:\x07|\x1b\\)|\x1b[ -/]*[0-~]/g;

/** Control characters but tab and line feed, and the marks that turn the direction of reading round. */
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Text that may be shown anywhere: escape sequences and control characters taken out, line ends made `\n`, lone
 * surrogates replaced by U+FFFD. What somebody else's program printed cannot move a cursor, set a title or hide words.
 */
export function printable(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(SEQUENCES, "").replace(CONTROLS, "").toWellFormed();
}
