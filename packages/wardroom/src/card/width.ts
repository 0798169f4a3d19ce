import stringWidth from "string-width";

/** What a reader takes for one character, and how many cells it takes on a terminal. */
export interface Glyph {
  readonly text: string;
  readonly width: number;
}

const segmenter = new Intl.Segmenter("und", { granularity: "grapheme" });
const PLAIN = /^[\x20-\x7e]*$/;

/** The characters of a text that went through `safe`. One wider than two cells is taken apart, so all fit anywhere. */
export function glyphs(text: string): Glyph[] {
  if (PLAIN.test(text)) return Array.from(text, (character) => ({ text: character, width: 1 }));
  return Array.from(segmenter.segment(text), ({ segment }) => segment).flatMap((segment) => {
    const width = stringWidth(segment);
    if (width <= 2) return [{ text: segment, width }];
    return Array.from(segment, (part) => ({ text: part, width: stringWidth(part) }));
  });
}

/** How many cells a line takes. */
export function cells(line: string): number {
  return PLAIN.test(line) ? line.length : stringWidth(line);
}

/** The line filled up with blanks to `width` cells; one that is wider comes back as it is. */
export function pad(line: string, width: number, side: "end" | "start" = "end"): string {
  const blanks = " ".repeat(Math.max(0, width - cells(line)));
  return side === "end" ? line + blanks : blanks + line;
}

/**
 * The text in lines of at most `width` cells (2 or more), broken between words where that can be done and inside a
 * word that is too long. Nothing but the blanks at a break is lost; a line's own indentation stays.
 */
export function wrap(text: string, width: number): string[] {
  return text.split("\n").flatMap((paragraph) => wrapParagraph(paragraph, Math.max(2, width)));
}

function wrapParagraph(paragraph: string, width: number): string[] {
  if (cells(paragraph) <= width) return [paragraph.trimEnd()];
  const lines: string[] = [];
  let line = "";
  let used = 0;
  // The first piece keeps its leading blanks; every later one is a word with the blanks before it.
  for (const [, blanks = "", word = ""] of paragraph.matchAll(/(\s*)(\S+)/g)) {
    const wordCells = cells(word);
    if (used + blanks.length + wordCells <= width) {
      line += blanks + word;
      used += blanks.length + wordCells;
      continue;
    }
    if (line !== "") lines.push(line);
    if (wordCells <= width) {
      line = word;
      used = wordCells;
      continue;
    }
    const pieces = cut(word, width);
    lines.push(...pieces.slice(0, -1));
    line = pieces.at(-1) ?? "";
    used = cells(line);
  }
  if (line !== "") lines.push(line);
  return lines;
}

/** The text in pieces of at most `width` cells with every blank kept: for code, where blanks mean something. */
export function cut(text: string, width: number): string[] {
  if (cells(text) <= width) return [text];
  const pieces: string[] = [];
  let piece = "";
  let used = 0;
  for (const glyph of glyphs(text)) {
    if (used + glyph.width > width && piece !== "") {
      pieces.push(piece);
      piece = "";
      used = 0;
    }
    piece += glyph.text;
    used += glyph.width;
  }
  pieces.push(piece);
  return pieces;
}
