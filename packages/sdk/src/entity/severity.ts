import type { Severity } from "../card.ts";
import type { Entity } from "./entity.ts";

const SPELLINGS: Readonly<Record<Severity, string>> = {
  critical: "critical crit fatal emergency emerg panic alert blocker sev0 sev1 sev-0 sev-1 s1 p0 p1 ▲",
  high: "high error err major important severe urgent sev2 sev-2 s2 p2 ◆",
  medium: "medium med moderate warning warn average sev3 sev-3 s3 p3 ■",
  low: "low minor notice sev4 sev-4 s4 p4 ●",
  info: "info information informational none debug trivial sev5 sev-5 s5 p5 ○",
};

const BY_SPELLING = new Map(
  Object.entries(SPELLINGS).flatMap(([severity, words]) => words.split(" ").map((word) => [word, severity] as const)),
);

export const severity: Entity = {
  name: "severity",
  expects: "a severity: critical, high, medium, low or info",
  example: "high",
  parse: (text) => (text.length > 40 ? undefined : BY_SPELLING.get(text.trim().toLowerCase())),
};
