/** `!!` and `!-2`: an earlier line of the same person, said again. */
const RECALL = /^\s*(?:@\S+\s+|\S+[:,]\s+|\/)?(!!|!-(\d{1,3}))(?:\s+(.*))?$/s;

/**
 * How far back a message reaches: 1 for `!!`, 2 for `!-2`; undefined when it repeats nothing. Whoever hears the message
 * fetches that line of this person and gives both to {@link repeat}; so the grammar itself asks nobody.
 */
export function linesBack(text: string): number | undefined {
  if (!text.includes("!") || text.length > 4_000) return undefined;
  const match = RECALL.exec(text);
  if (match === null) return undefined;
  return match[2] === undefined ? 1 : Number(match[2]) || undefined;
}

/** The message with the earlier line in its place; what was said after `!!` follows it. */
export function repeat(text: string, earlier: string): string {
  const match = RECALL.exec(text);
  const added = match?.[3]?.trim() ?? "";
  return added === "" ? earlier : `${earlier} ${added}`;
}
