/** What is wrong in a settings file, and where. Line and column count from 1. */
export interface Problem {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  /** The keys that lead there, `people.0.zone`; empty for the whole file. */
  readonly path: string;
  /** One or two sentences: what is wrong, what would do. Never a value that may be a secret. */
  readonly say: string;
}

/** As compilers say it, so that editors can jump there: `wardroom.yaml:3:5 …`. */
export function problemLine(problem: Problem): string {
  return `${problem.file}:${problem.line}:${problem.column} ${problem.say}`;
}
