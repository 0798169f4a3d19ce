import type { Severity, State } from "@wardroom/sdk";

/**
 * One mark a meaning, the same in every chat. Shape and word carry it; colour only helps. All are one cell wide and
 * in the fonts that terminals have. docs/reference/cards.md shows them to people.
 */
export const severityMarks: Readonly<Record<Severity, string>> = {
  critical: "▲",
  high: "◆",
  medium: "■",
  low: "●",
  info: "○",
};

export const stateMarks: Readonly<Record<State, string>> = {
  waiting: "…",
  running: "◐",
  done: "✓",
  verified: "◉",
  failed: "✗",
  refused: "⊘",
  undone: "↶",
  approved: "✚",
};
