import { isDeepStrictEqual } from "node:util";
import type { Registry } from "../../model/registry.ts";
import type { ArgumentSpec } from "./argument.ts";
import { bind } from "./bind.ts";
import { type Entry, makeEntry } from "./grammar.ts";
import { visible } from "./letter.ts";
import { tokenize } from "./token.ts";

/**
 * The exact call as it would be typed, every argument that has a value shown (a switch only where it is not at its
 * default). Reading it gives the same call; `print.test.ts` holds that for generated commands and values.
 */
export function printCall(command: string, args: Readonly<Record<string, unknown>>, registry: Registry): string {
  const registered = registry.find(command);
  if (registered === undefined) return command;
  return printEntry(makeEntry(registered), args);
}

export function printEntry(entry: Entry, args: Readonly<Record<string, unknown>>): string {
  const short = printed(entry, args, true);
  // A value in order can be read as something else where types meet (a text beside a duration). Names leave no doubt.
  return readsBack(entry, short, args) ? short : printed(entry, args, false);
}

function printed(entry: Entry, args: Readonly<Record<string, unknown>>, inOrder: boolean): string {
  const parts: string[] = [entry.name];
  let placing = inOrder;
  for (const spec of entry.shape.args) {
    const value = args[spec.name];
    if (value === undefined || value === null) {
      if (spec.kind !== "boolean") placing = false;
      continue;
    }
    if (spec.kind === "line" && inOrder) continue;
    placing &&= spec.required || spec.kind === "boolean";
    const part = printArgument(spec, value, placing);
    if (part !== undefined) parts.push(part);
  }
  const line = inOrder ? entry.shape.args.find((spec) => spec.kind === "line") : undefined;
  if (line !== undefined && args[line.name] !== undefined) parts.push(String(args[line.name]));
  return parts.join(" ");
}

function printArgument(spec: ArgumentSpec, value: unknown, placing: boolean): string | undefined {
  if (spec.kind === "boolean" && !spec.list) {
    if (value === spec.fallback) return undefined;
    return value === true ? `--${spec.name}` : `--no-${spec.name}`;
  }
  if (spec.list && Array.isArray(value)) {
    if (value.length === 0) return `--${spec.name}=`;
    return `--${spec.name} ${value.map((item) => quoteItem(scalar(item))).join(",")}`;
  }
  const text = quote(scalar(value));
  if (placing) return text;
  return text === "''" ? `--${spec.name}=` : `--${spec.name} ${text}`;
}

function scalar(value: unknown): string {
  return typeof value === "string" ? value : Object.is(value, -0) ? "-0" : (JSON.stringify(value) ?? "");
}

const BARE = /^[\p{L}\p{N}#@/\\._+%~][\p{L}\p{M}\p{N}#@/\\._+%~:&?;$*-]*$/u;

/** A value as one word: bare where it can be, else in the quotes that change nothing in it. */
export function quote(text: string): string {
  if (BARE.test(text) && visible(text) === text && !/[?!.,;:]$/.test(text)) return text;
  if (!text.includes("'") && text.isWellFormed()) return `'${text}'`;
  if (!/["\\<[\u201d]/.test(text)) return `"${text}"`;
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const ticks = "`".repeat(longest + 1);
  return `${ticks}\n${text}\n${ticks}`;
}

function quoteItem(text: string): string {
  return text.includes(",") ? (quote(text) === text ? `'${text}'` : quote(text)) : quote(text);
}

function readsBack(entry: Entry, line: string, args: Readonly<Record<string, unknown>>): boolean {
  const tokens = tokenize(line);
  const bound = bind(entry, line, tokens, entry.words.length, { now: new Date(0) });
  return (
    bound.kind === "bound" &&
    entry.shape.args.every(({ name }) => isDeepStrictEqual(bound.args[name] ?? undefined, args[name] ?? undefined))
  );
}
