import { printable } from "../../base/printable.ts";

const EVERY_MS = 200;
const MOST_CHARS = 300;
const MOST_READ_CHARS = 30_000;

/**
 * Lets progress through at most five times a second, always the latest; a script that reports each of a million steps does
 * not flood the room. Secrets are blanked and control characters taken out, as in an answer.
 */
export function openProgress(show: (text: string, share?: number) => void, blank: (text: string) => string) {
  let last = Number.NEGATIVE_INFINITY;
  let waiting: { text: string; share?: number } | undefined;
  let timer: NodeJS.Timeout | undefined;
  let ended = false;

  const flush = (): void => {
    timer = undefined;
    if (waiting === undefined || ended) return;
    const { text, share } = waiting;
    waiting = undefined;
    last = performance.now();
    // Blanked before it is cut: half a secret would not be known for one.
    const whole = blank(printable(text.slice(0, MOST_READ_CHARS)));
    show(whole.replaceAll("\n", " ").slice(0, MOST_CHARS).toWellFormed(), share);
  };
  return {
    add(text: string, share?: number): void {
      if (ended) return;
      waiting = share === undefined ? { text } : { text, share: Math.min(1, Math.max(0, share)) };
      const due = last + EVERY_MS - performance.now();
      if (due <= 0) flush();
      else timer ??= setTimeout(flush, due);
    },
    /** Nothing is shown after it. */
    end(): void {
      ended = true;
      clearTimeout(timer);
    },
  };
}
