import { cardSchema } from "@wardroom/sdk";
import { z } from "zod";

/** Who made an event: a person, or Wardroom itself (`wardroom`). */
const bySchema = z.object({ kind: z.enum(["person", "bot"]), id: z.string(), name: z.string() });

const fileSchema = z.object({ id: z.string(), name: z.string(), bytes: z.int() });

export const eventBodySchema = z.discriminatedUnion("kind", [
  /** A new message: words, a card, or both. */
  z.object({
    kind: z.literal("message"),
    text: z.string().optional(),
    card: cardSchema.optional(),
    files: z.array(fileSchema).optional(),
    /** The message this one answers. */
    answers: z.string().optional(),
    /** The record's entries that this answer stands on. */
    entries: z.array(z.int()).optional(),
  }),
  /** The message named by `message` now reads so. An edit never makes a command run. */
  z.object({
    kind: z.literal("edit"),
    text: z.string().optional(),
    card: cardSchema.optional(),
    files: z.array(fileSchema).optional(),
    answers: z.string().optional(),
    entries: z.array(z.int()).optional(),
  }),
]);

/**
 * Something that happened in one of Wardroom's own rooms. `number` grows by commit order over all rooms, so a client
 * that has seen N asks for what came after N and misses nothing.
 */
export const eventSchema = z.object({
  number: z.int(),
  room: z.string(),
  thread: z.string().optional(),
  /** The id of the message that this event makes or changes. */
  message: z.string(),
  at: z.string(),
  by: bySchema,
  /** Only this person sees it. */
  to: z.string().optional(),
  body: eventBodySchema,
});

export type RoomEvent = z.input<typeof eventSchema>;
export type EventBody = z.input<typeof eventBodySchema>;
export type By = z.infer<typeof bySchema>;
