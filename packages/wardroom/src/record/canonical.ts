/**
 * JSON in one form only (RFC 8785, JCS): keys sorted by UTF-16 code units, no blanks, numbers and strings as
 * ECMAScript prints them. What is hashed is this text, so two programs that mean the same write the same bytes.
 *
 * Absent values (`undefined`) are left out. Throws `TypeError` for what JSON cannot say: non-finite numbers, lone
 * surrogates, bigints, functions.
 */
export function canonical(value: unknown): string {
  // Most of what is printed was written down in order: then the engine's own printer does the same much faster.
  if (isInOrder(value)) return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) throw new TypeError(`a ${typeof value} has no canonical form`);
  let text = "";
  for (const key of Object.keys(value).sort()) {
    const inner = (value as Record<string, unknown>)[key];
    if (inner !== undefined) text += `${text === "" ? "" : ","}${canonical(key)}:${canonical(inner)}`;
  }
  return `{${text}}`;
}

/** Whether `JSON.stringify` prints the canonical form. */
function isInOrder(value: unknown): boolean {
  switch (typeof value) {
    case "string":
      if (!value.isWellFormed()) throw new TypeError("a lone surrogate has no canonical form");
      return true;
    case "number":
      if (!Number.isFinite(value)) throw new TypeError(`${value} has no canonical form`);
      return true;
    case "boolean":
      return true;
    case "object": {
      if (value === null) return true;
      if (Array.isArray(value)) return value.every(isInOrder);
      if ("toJSON" in value) throw new TypeError("a value that prints itself has no canonical form");
      let before: string | undefined;
      for (const key of Object.keys(value)) {
        if (before !== undefined && key < before) return false;
        before = key;
        const inner = (value as Record<string, unknown>)[key];
        if (!isInOrder(key) || (inner !== undefined && !isInOrder(inner))) return false;
      }
      return true;
    }
    default:
      return false;
  }
}
