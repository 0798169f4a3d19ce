import type { z } from "zod";
import type { Card } from "./card.ts";
import type { OpenContext } from "./connection.ts";

/** A file as a chat is told of it: the bytes are fetched only when the chat sends them. */
export interface ChatFile {
  readonly name: string;
  readonly bytes: number;
  read(): Promise<Uint8Array>;
}

/**
 * Something that happened on a chat, as the chat tells it. `native` is the chat's own id of the happening: told twice
 * with one `(kind, room, native)`, it is heard once.
 */
export interface ChatEvent {
  /** `edit` and `delete` are kept, and never make a command run. */
  readonly kind: "message" | "press" | "edit" | "delete";
  readonly native: string;
  /** The workspace or server on the platform. */
  readonly tenant: string;
  readonly userId: string;
  readonly room: string;
  readonly direct: boolean;
  /** The native id of the message that the thread hangs on. */
  readonly thread?: string;
  readonly text: string;
  readonly at: Date;
}

/** What a chat is asked to show, in its own ids. */
export interface ChatIntent {
  /** The same for each try: where the platform takes an idempotency key, this is it. */
  readonly key: string;
  readonly room: string;
  readonly thread?: string;
  /** Only this account is to see it. */
  readonly to?: string;
  /** The native id of a message that now reads so, instead of a new message. */
  readonly edits?: string;
  readonly text?: string;
  readonly card?: Card;
  readonly files?: readonly ChatFile[];
}

/** What a chat can show. What it cannot is degraded before the chat is asked. */
export interface ChatCapabilities {
  readonly buttons: boolean;
  readonly threads: boolean;
  readonly edits: boolean;
  readonly privateReplies: boolean;
  readonly files: boolean;
  /** Characters in one message; longer text goes as a file. */
  readonly textLimit: number;
}

/** Thrown by `show` when the chat asks to be left alone for a while. The intent is tried again then. */
export class RetryAfter extends Error {
  override readonly name = "RetryAfter";
  readonly ms: number;
  constructor(ms: number) {
    super(`the chat asks to wait ${ms} ms`);
    this.ms = ms;
  }
}

/** Thrown by `show` when trying again can never help: the room is gone, the token was taken back. */
export class Undeliverable extends Error {
  override readonly name = "Undeliverable";
}

/** A chat that is connected. */
export interface OpenChat {
  /** Shows one intent; resolves to the native id of the message, for threads and edits. May be called again with one key. */
  show(intent: ChatIntent): Promise<{ readonly native: string }>;
  close(): Promise<void>;
}

/**
 * A chat platform. `open` connects; each event is handed to `hear`, which resolves once it is stored: only then may the
 * chat acknowledge it to the platform. `hear` rejects when it could not be stored; the platform must then send it again.
 */
export interface Chat<Settings extends z.ZodType = z.ZodType> {
  readonly kind: "chat";
  readonly platform: string;
  readonly settings: Settings;
  readonly capabilities: ChatCapabilities;
  open(
    settings: z.output<Settings>,
    context: OpenContext & { hear(event: ChatEvent): Promise<void> },
  ): Promise<OpenChat>;
}

/** Declares a chat platform. */
export function defineChat<Settings extends z.ZodType>(declaration: Omit<Chat<Settings>, "kind">): Chat<Settings> {
  return { kind: "chat", ...declaration };
}
