import {
  type Document,
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  type Pair,
  parseDocument,
  visit,
} from "yaml";
import type { Problem } from "./problem.ts";

export type Path = readonly PropertyKey[];

export interface Place {
  readonly line: number;
  readonly column: number;
}

/** A YAML file that could be read: its plain value, and where each part of it stands. */
export interface Yaml {
  readonly value: unknown;
  /** Where the value at `path` stands; where that is missing, the nearest part around it. */
  at(path: Path): Place;
  /** Where the last key of `path` stands, rather than its value. */
  keyAt(path: Path): Place;
}

/** Settings are written by hand; what is larger is not settings, and reading it would hold up everything else. */
const MAX_CHARS = 1_000_000;
/** How many times anchors may be repeated in all: enough for honest use, far too little for a bomb. */
const MAX_ALIASES = 100;
/** A file that is no YAML at all is wrong everywhere; the first places say enough. */
const MOST_FAULTS = 20;

/** Reads one YAML 1.2 document. An empty file is an empty mapping. */
export function readYaml(file: string, text: string): { yaml: Yaml } | { problems: Problem[] } {
  const wrong = (say: string, { line, column }: Place = { line: 1, column: 1 }): Problem => ({
    file,
    line,
    column,
    path: "",
    say,
  });
  if (text.length > MAX_CHARS)
    return {
      problems: [wrong("The file is larger than a million characters. Split it or check that it is the right one.")],
    };
  const counter = new LineCounter();
  const place = (offset: number): Place => {
    const { line, col } = counter.linePos(offset);
    return { line: Math.max(line, 1), column: Math.max(col, 1) };
  };
  let document: ReturnType<typeof parseDocument>;
  try {
    document = parseDocument(text, { lineCounter: counter, uniqueKeys: true, stringKeys: true, prettyErrors: false });
  } catch {
    return { problems: [wrong("This cannot be read as YAML: it is nested too deeply.")] };
  }
  const faults = [...document.errors, ...document.warnings];
  if (faults.length > 0)
    return { problems: faults.slice(0, MOST_FAULTS).map((fault) => wrong(sayYaml(fault), place(fault.pos[0]))) };

  let value: unknown;
  try {
    value = document.toJS({ maxAliasCount: MAX_ALIASES }) ?? {};
  } catch (error) {
    return { problems: [wrong(sayAliases(error), place(firstAlias(document) ?? 0))] };
  }
  const root = document.contents as Node | null;
  const resolved = (node: unknown): unknown => (isAlias(node) ? node.resolve(document) : node);
  const start = (node: unknown): number | undefined =>
    isPair(node) ? start(node.key) : ((node as Node | null | undefined)?.range?.[0] ?? undefined);

  /** The chain of nodes and pairs along `path`, as far as it goes. */
  function along(path: Path): { ends: number; pair?: Pair; whole: boolean } {
    let node: unknown = resolved(root);
    let found: { ends: number; pair?: Pair; whole: boolean } = { ends: start(node) ?? 0, whole: path.length === 0 };
    for (const [i, step] of path.entries()) {
      let next: unknown;
      let pair: Pair | undefined;
      if (isMap(node)) {
        pair = node.items.find((item) => isScalar(item.key) && String(item.key.value) === String(step));
        next = pair?.value;
      } else if (isSeq(node)) next = node.items[Number(step)];
      if (next === undefined && pair === undefined) return { ...found, whole: false };
      found = {
        ends: start(next) ?? start(pair) ?? found.ends,
        whole: i === path.length - 1,
        ...(pair ? { pair } : {}),
      };
      node = resolved(next);
    }
    return found;
  }

  return {
    yaml: {
      value,
      at: (path) => place(along(path).ends),
      keyAt(path) {
        const { pair, ends, whole } = along(path);
        return place(whole && pair !== undefined ? (start(pair) ?? ends) : ends);
      },
    },
  };
}

/** The parser's words, in ours where people meet them most. */
function sayYaml(fault: { code: string; message: string }): string {
  const first = fault.message.split("\n")[0] ?? fault.message;
  switch (fault.code) {
    case "DUPLICATE_KEY":
      return "This key stands twice. Keep one of them.";
    case "TAB_AS_INDENT":
      return "A tab is used to indent. YAML wants blanks.";
    case "MULTIPLE_DOCS":
      return "A second document begins here. Keep one, without `---` between.";
    default:
      return `This is not valid YAML: ${first.replace(/\.$/, "")}.`;
  }
}

function sayAliases(error: unknown): string {
  return error instanceof ReferenceError && error.message.startsWith("Unresolved alias")
    ? "An alias has no anchor before it, from here on."
    : `Anchors are repeated more than ${MAX_ALIASES} times, or one contains itself. Write the parts out.`;
}

function firstAlias(document: Document): number | undefined {
  let offset: number | undefined;
  visit(document, {
    Alias(_, alias) {
      offset = alias.range?.[0];
      return visit.BREAK;
    },
  });
  return offset;
}
