/** One policy as it stands in a file. `line` and `column` count from 1 and point at its first annotation or keyword. */
export interface PolicyText {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly text: string;
}

/**
 * Parts a policy file into its policies, at each `;` that stands in no string and no comment. Each keeps its place, which
 * Cedar's own splitting forgets. What follows the last `;` is given too when it is more than blanks and comments:
 * Cedar then says what is wrong with it. Never throws.
 */
export function splitPolicies(file: string, text: string): readonly PolicyText[] {
  const found: PolicyText[] = [];
  let start = -1;
  let inString = false;
  let counted = 0;
  let place = { line: 1, column: 1 };
  const end = (to: number) => {
    if (start < 0) return;
    place = placeAfter(place, text.slice(counted, start));
    counted = start;
    found.push({ file, ...place, text: text.slice(start, to) });
    start = -1;
  };
  for (let i = 0; i < text.length; i++) {
    const char = text[i];
    if (inString) {
      if (char === "\\") i++;
      else if (char === '"') inString = false;
    } else if (char === "/" && text[i + 1] === "/") {
      const newline = text.indexOf("\n", i);
      i = newline < 0 ? text.length : newline;
    } else if (char === ";") {
      if (start < 0) start = i;
      end(i + 1);
    } else if (start >= 0 || !/[\s\ufeff]/.test(char as string)) {
      if (start < 0) start = i;
      inString = char === '"';
    }
  }
  end(text.length);
  return found;
}

/** Where in its file byte `offset` of a policy stands: Cedar counts in bytes of UTF-8 from the policy's own start. */
export function placeIn(policy: PolicyText, offset: number): { line: number; column: number } {
  return placeAfter(policy, Buffer.from(policy.text).subarray(0, offset).toString());
}

function placeAfter(from: { line: number; column: number }, passed: string): { line: number; column: number } {
  const lines = passed.split("\n");
  const last = lines.at(-1) as string;
  return lines.length === 1
    ? { line: from.line, column: from.column + last.length }
    : { line: from.line + lines.length - 1, column: last.length + 1 };
}
