import { printable } from "../../base/printable.ts";

const EVERY_MS = 200;
const MOST_CHARS = 300;

/**
 * Lets progress through at most five times a second, always the latest; a script that reports each of a million steps does
 * not flood the room.
 */
export function openProgress(show: (text: string, share?: number) => void) {
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
    show(printable(text.slice(0, MOST_CHARS)).replaceAll("\n", " "), share);
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
