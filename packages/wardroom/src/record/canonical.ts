/**
 * JSON in one form only (RFC 8785, JCS): keys sorted by UTF-16 code units, no blanks, numbers and strings as
 * ECMAScript prints them. What is hashed is this text, so two programs that mean the same write the same bytes.
 *
 * Absent values (`undefined`) are left out. Throws `TypeError` for what JSON cannot say: non-finite numbers, lone
 * surrogates, bigints, functions.
 */
export function canonical(value: unknown): string {
  switch (typeof value) {
    case "string":
      if (!value.isWellFormed()) throw new TypeError("a lone surrogate has no canonical form");
      return JSON.stringify(value);
    case "number":
      if (!Number.isFinite(value)) throw new TypeError(`${value} has no canonical form`);
      return JSON.stringify(value);
    case "boolean":
      return value ? "true" : "false";
    case "object": {
      if (value === null) return "null";
      if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
      let text = "";
      for (const key of Object.keys(value).sort()) {
        const inner = (value as Record<string, unknown>)[key];
        if (inner !== undefined) text += `${text === "" ? "" : ","}${canonical(key)}:${canonical(inner)}`;
      }
      return `{${text}}`;
    }
    default:
      throw new TypeError(`a ${typeof value} has no canonical form`);
  }
}
