import { z } from "zod";
import { eventSchema } from "./event.ts";

/**
 * The socket protocol between a room client (terminal, web) and the server: one JSON document a frame, 4 MiB at most, and
 * texts that a person types have a limit of their own. The client says `hello` first. Events come in the order of their numbers;
 * after a break the client says hello with `after` and gets what it has not seen.
 */
export const MAX_TEXT_CHARS = 40_000;

/** Names of things: the server's are far shorter, and one that is not is no name of its. */
const name = z.string().max(200);
const id = z.string().min(1).max(100);

export const clientFrameSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("hello"),
    /** Whom to be: only with `--demo`, only over loopback; over the unix socket only oneself. */
    as: name.optional(),
    /** The last event number seen; absent for a fresh client, which gets `recent` events of each room. */
    after: z.int().min(0).optional(),
    recent: z.int().min(0).max(200).default(50),
  }),
  z.object({
    type: z.literal("say"),
    /** The client's own id of it: said twice with one id, it is heard once. */
    id,
    room: name,
    thread: name.optional(),
    text: z.string(),
  }),
  z.object({
    type: z.literal("press"),
    id,
    message: name,
    action: z.int().min(0).max(4),
  }),
  z.object({
    type: z.literal("history"),
    id,
    room: name,
    before: z.int().optional(),
    limit: z.int().min(1).max(200).default(50),
  }),
  z.object({ type: z.literal("explain"), id, room: name, text: z.string() }),
  z.object({ type: z.literal("complete"), id, room: name, text: z.string() }),
  z.object({ type: z.literal("file"), id, file: name }),
]);

export const wireRoomSchema = z.object({
  id: z.string(),
  name: z.string(),
  kind: z.enum(["channel", "direct"]),
  topic: z.string().optional(),
});

export const serverFrameSchema = z.discriminatedUnion("type", [
  z.object({
    type: z.literal("welcome"),
    person: z.object({ id: z.string(), name: z.string() }),
    rooms: z.array(wireRoomSchema),
    /** Everything up to this number has been sent or is not for this person. */
    number: z.int(),
    demo: z.boolean(),
  }),
  z.object({ type: z.literal("event"), event: eventSchema }),
  /** All events up to `number` have been sent: the client's mark moves on though nothing was for it. */
  z.object({ type: z.literal("mark"), number: z.int() }),
  /** Stored; it will be answered even if the server dies now. */
  z.object({ type: z.literal("heard"), id: z.string(), message: z.string(), number: z.int() }),
  /** The work that message `answers` began is over: every reply to it has been sent before this frame. */
  z.object({
    type: z.literal("settled"),
    answers: z.string(),
    act: z.enum(["run", "confirm", "ask", "silent"]),
    outcome: z.string(),
  }),
  /** How far a running command is; not kept, never the only place where something is said. */
  z.object({
    type: z.literal("progress"),
    room: z.string(),
    message: z.string(),
    text: z.string(),
    share: z.number().optional(),
  }),
  z.object({ type: z.literal("reply"), id: z.string(), body: z.unknown() }),
  z.object({
    type: z.literal("error"),
    id: z.string().optional(),
    code: z.string(),
    say: z.string(),
    retryAfterMs: z.number().optional(),
  }),
]);

export type ClientFrame = z.output<typeof clientFrameSchema>;
export type ServerFrame = z.input<typeof serverFrameSchema>;
export type WireRoom = z.infer<typeof wireRoomSchema>;
