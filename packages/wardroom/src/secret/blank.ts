import { formsOf, MIN_SECRET_CHARS } from "./forms.ts";
import { compileWords, type Span } from "./match.ts";
import { BLANKED, shapedSpans } from "./shapes.ts";

export interface Blanker {
  /**
   * From now on this secret is blanked, in every form it is likely to take. False when it has fewer than
   * {@link MIN_SECRET_CHARS} characters: then it cannot be, and must not be used.
   */
  add(secret: string): boolean;
  /**
   * The text with every known secret, and everything that has the shape of one, as `[blanked]`. Linear in the text.
   * A text without any is given back as it is.
   */
  blank(text: string): string;
}

/** One for the whole process: log, replies, record and script output all pass through it. */
export function openBlanker(): Blanker {
  const known = new Set<string>();
  let find: ((text: string) => Span[]) | undefined;
  return {
    add(secret) {
      if (secret.length < MIN_SECRET_CHARS) return false;
      const before = known.size;
      for (const form of formsOf(secret)) known.add(form);
      if (known.size > before) find = undefined;
      return true;
    },
    blank(text) {
      find ??= compileWords([...known]);
      return without(text, [...find(text), ...shapedSpans(text)]);
    },
  };
}

/** Spans may lie over each other: two secrets that share characters are blanked as one, or the rest of one would stay. */
function without(text: string, spans: Span[]): string {
  if (spans.length === 0) return text;
  spans.sort((a, b) => a[0] - b[0]);
  let said = "";
  let shown = 0;
  let covered = -1;
  for (const [start, end] of spans) {
    if (start >= covered) {
      said += text.slice(shown, start) + BLANKED;
      shown = end;
    } else if (end > shown) shown = end;
    covered = Math.max(covered, end);
  }
  return said + text.slice(shown);
}
