import { z } from "zod";

/**
 * The one card model. A chat compiles it to what it can show; the terminal draws it with ANSI, the web room with
 * components. Text is plain: no markup of any platform passes through, so a title cannot become a mention or a link.
 */

export const severities = ["critical", "high", "medium", "low", "info"] as const;
export type Severity = (typeof severities)[number];

/** How something stands. Each has one mark, the same in every chat (docs/reference/cards.md). */
export const states = ["waiting", "running", "done", "verified", "failed", "refused", "undone", "approved"] as const;
export type State = (typeof states)[number];

const cell = z.union([z.string(), z.number(), z.null()]);

const fieldSchema = z.object({
  label: z.string(),
  value: z.string(),
  /** Machine facts (hosts, addresses, hashes, times, commands) are set in mono and can be copied. */
  mono: z.boolean().optional(),
  severity: z.enum(severities).optional(),
});

const blockSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("text"), text: z.string() }),
  z.object({ kind: z.literal("fields"), fields: z.array(fieldSchema) }),
  z.object({ kind: z.literal("table"), columns: z.array(z.string()).min(1), rows: z.array(z.array(cell)) }),
  z.object({ kind: z.literal("code"), text: z.string(), language: z.string().optional() }),
  z.object({ kind: z.literal("list"), items: z.array(z.string()) }),
  /** `share` runs from 0 to 1; absent while nobody can know. */
  z.object({ kind: z.literal("progress"), text: z.string(), share: z.number().min(0).max(1).optional() }),
  /** Equidistant values, oldest first. */
  z.object({ kind: z.literal("sparkline"), label: z.string(), values: z.array(z.number()) }),
  /** A file kept by Wardroom, named by its id; the whole of an output that was summarised. */
  z.object({ kind: z.literal("file"), file: z.string(), name: z.string(), bytes: z.int() }),
]);

/**
 * A button. It says words for the person who presses it: what is pressed is heard like what is typed, under the
 * presser's own rights. `confirm` asks once more, in its own words.
 */
const actionSchema = z.object({
  label: z.string().min(1),
  says: z.string().min(1),
  style: z.enum(["primary", "plain", "danger"]).optional(),
  confirm: z.string().optional(),
});

export const cardSchema = z.object({
  /** One sentence that says what and where. */
  title: z.string().optional(),
  severity: z.enum(severities).optional(),
  state: z.enum(states).optional(),
  blocks: z.array(blockSchema).default([]),
  actions: z.array(actionSchema).max(5).optional(),
  /** A quiet last line: how old the facts are, where they come from. */
  foot: z.string().optional(),
});

export type Card = z.input<typeof cardSchema>;
export type Block = z.infer<typeof blockSchema>;
export type CardAction = z.infer<typeof actionSchema>;
export type Field = z.infer<typeof fieldSchema>;

/** A card of text alone. */
export function textCard(text: string): Card {
  return { blocks: [{ kind: "text", text }] };
}
