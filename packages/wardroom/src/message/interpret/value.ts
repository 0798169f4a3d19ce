import { type EntityName, entities } from "@wardroom/sdk";
import type { ArgumentSpec } from "./argument.ts";
import { fold, plainDashes } from "./letter.ts";

/** What values may hang on: when it is said, and in which zone bare hours are meant. */
export interface Saying {
  readonly now: Date;
  readonly zone?: string;
}

const YES = new Set(["true", "yes", "y", "on", "1"]);
const NO = new Set(["false", "no", "n", "off", "0"]);

/**
 * The canonical value of one word or phrase for an argument (for a list: of one item), undefined when it is none.
 * Only the type is looked at here; bounds are the declaration's own schema to check.
 */
export function readValue(spec: ArgumentSpec, text: string, saying: Saying): unknown {
  switch (spec.kind) {
    case "entity":
      return spec.entity === undefined ? undefined : readEntity(spec.entity, text, saying);
    case "choice":
      return readChoice(spec.choices, text);
    case "integer":
    case "number":
      return readNumber(text, spec.kind === "integer");
    case "boolean":
      return readBoolean(text);
    case "json":
      return readJson(text);
    default:
      return text;
  }
}

/** Types in which a typographic dash is one that a phone or an editor put in the place of `-`. */
const PLAIN_DASHES = new Set<EntityName>(["host", "domain", "email", "cve", "mac", "duration", "time", "severity"]);

function readEntity(name: EntityName, text: string, saying: Saying): string | undefined {
  return entities[name].parse(PLAIN_DASHES.has(name) ? plainDashes(text) : text, saying);
}

export function readBoolean(text: string): boolean | undefined {
  const word = fold(text);
  return YES.has(word) ? true : NO.has(word) ? false : undefined;
}

function readNumber(text: string, whole: boolean): number | undefined {
  const plain = text.replace(/^[\u2212\u2013]/, "-");
  if (!(whole ? /^[+-]?\d{1,16}$/ : /^[+-]?(?:\d{1,24}(?:\.\d{1,30})?|\.\d{1,30})(?:e[+-]?\d{1,3})?$/i).test(plain)) {
    return undefined;
  }
  const value = Number(plain);
  return Number.isFinite(value) && (!whole || Number.isSafeInteger(value)) ? value : undefined;
}

function readChoice(choices: ArgumentSpec["choices"], text: string): string | number | boolean | undefined {
  const exact = choices.find((choice) => String(choice) === text);
  if (exact !== undefined) return exact;
  const loose = (word: string) =>
    fold(word)
      .replace(/[-_\s]+/g, " ")
      .trim();
  const said = loose(text);
  const found = choices.filter((choice) => loose(String(choice)) === said);
  return found.length === 1 ? found[0] : undefined;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text) ?? undefined;
  } catch {
    return undefined;
  }
}
