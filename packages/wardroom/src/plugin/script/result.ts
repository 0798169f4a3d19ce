import type { Block } from "@wardroom/sdk";

type Scalar = string | number | boolean | null;

/**
 * How a result, which may be any JSON, is shown: words as text, an object of plain values as fields, a list of plain values
 * as a list, a list of such objects as a table, anything deeper as indented JSON.
 */
export function shownResult(result: unknown): Block {
  if (isScalar(result)) return { kind: "text", text: wordOf(result) };
  if (Array.isArray(result)) {
    if (result.every(isScalar)) return { kind: "list", items: result.map(wordOf) };
    if (result.every(isFlat)) {
      const columns = [...new Set(result.flatMap((row) => Object.keys(row)))];
      if (columns.length > 0)
        return { kind: "table", columns, rows: result.map((row) => columns.map((column) => cellOf(row[column]))) };
    }
  } else if (isFlat(result))
    return {
      kind: "fields",
      fields: Object.entries(result).map(([label, value]) => ({ label, value: wordOf(value) })),
    };
  return { kind: "code", text: JSON.stringify(result, null, 2), language: "json" };
}

function isScalar(value: unknown): value is Scalar {
  return value === null || ["string", "number", "boolean"].includes(typeof value);
}

function isFlat(value: unknown): value is Record<string, Scalar> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.values(value).every(isScalar);
}

function wordOf(value: Scalar): string {
  return value === null ? "–" : String(value);
}

function cellOf(value: Scalar | undefined): string | number | null {
  return typeof value === "boolean" ? String(value) : (value ?? null);
}
