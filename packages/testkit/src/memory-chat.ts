import { type Chat, type ChatEvent, type ChatIntent, defineChat, RetryAfter, Undeliverable } from "@wardroom/sdk";
import { z } from "zod";

/** A message as it stands on the platform. */
export interface MemoryMessage {
  readonly native: string;
  readonly room: string;
  readonly thread?: string;
  readonly by: string;
  /** Only this account sees it. */
  readonly to?: string;
  readonly edits: number;
  readonly intent: Pick<ChatIntent, "text" | "card" | "files">;
}

/** How the next call that shows something goes wrong. */
export type Trouble =
  /** It asks to wait so many ms. */
  | { readonly kind: "busy"; readonly ms: number }
  /** It fails before anything stands. */
  | { readonly kind: "broken" }
  /** It takes the message, and the answer is lost on the way back. */
  | { readonly kind: "answer-lost" }
  /** It says that this can never be shown. */
  | { readonly kind: "gone" };

/**
 * A chat platform in memory: accounts, rooms and messages, with buttons, threads, edits and private replies. It keeps
 * one message a key, as platforms with idempotency keys do, and goes wrong on command.
 */
export interface MemoryChat {
  readonly chat: Chat;
  readonly messages: readonly MemoryMessage[];
  /** Somebody says something; resolves when it was acknowledged. `native` tells it again. */
  says(
    userId: string,
    room: string,
    text: string,
    more?: Partial<Pick<ChatEvent, "native" | "thread" | "direct" | "kind">>,
  ): Promise<string>;
  /** Presses the button with this label on a message. */
  presses(userId: string, native: string, label: string): Promise<void>;
  /** What this account sees in a room, oldest first. */
  seen(userId: string, room: string): readonly MemoryMessage[];
  trouble(...next: readonly Trouble[]): void;
  /** How many calls to show something came in, those that went wrong too. */
  readonly calls: number;
}

export function memoryChat({ platform = "memory" } = {}): MemoryChat {
  let messages: MemoryMessage[] = [];
  const byKey = new Map<string, string>();
  const troubles: Trouble[] = [];
  let hear: ((event: ChatEvent) => Promise<void>) | undefined;
  let count = 0;
  let calls = 0;

  async function show(intent: ChatIntent): Promise<{ native: string }> {
    calls++;
    const trouble = troubles.shift();
    if (trouble?.kind === "busy") throw new RetryAfter(trouble.ms);
    if (trouble?.kind === "broken") throw new Error("the platform answered 500");
    if (trouble?.kind === "gone") throw new Undeliverable("the room was archived");
    const native = byKey.get(intent.key) ?? put(intent);
    if (trouble?.kind === "answer-lost") throw new Error("the connection broke");
    return { native };
  }

  function put(intent: ChatIntent): string {
    const { text, card, files } = intent;
    const edited = messages.find(({ native }) => native === intent.edits);
    const native = edited?.native ?? `m${++count}`;
    byKey.set(intent.key, native);
    if (edited === undefined) {
      const { room, thread, to } = intent;
      messages.push({ native, room, thread, to, by: "wardroom", edits: 0, intent: { text, card, files } });
    } else {
      const now = { ...edited, edits: edited.edits + 1, intent: { text, card, files } };
      messages = messages.map((message) => (message.native === native ? now : message));
    }
    return native;
  }

  async function tell(event: ChatEvent): Promise<void> {
    if (hear === undefined) throw new Error("the chat is not open");
    await hear(event);
  }

  return {
    chat: defineChat({
      platform,
      settings: z.object({}),
      capabilities: { buttons: true, threads: true, edits: true, privateReplies: true, files: true, textLimit: 4000 },
      async open(_settings, context) {
        hear = context.hear;
        return {
          show,
          async close() {
            hear = undefined;
          },
        };
      },
    }),
    get messages() {
      return messages;
    },
    get calls() {
      return calls;
    },
    async says(userId, room, text, { native = `m${++count}`, thread, direct = false, kind = "message" } = {}) {
      if (!messages.some((message) => message.native === native))
        messages.push({ native, room, thread, by: userId, edits: 0, intent: { text } });
      await tell({ kind, native, tenant: "t1", userId, room, direct, thread, text, at: new Date() });
      return native;
    },
    async presses(userId, native, label) {
      const message = messages.find((one) => one.native === native);
      const action = message?.intent.card?.actions?.find((one) => one.label === label);
      if (message === undefined || action === undefined) throw new Error(`there is no button ${label} on ${native}`);
      const { room, thread } = message;
      await tell({
        kind: "press",
        native: `press-${++count}`,
        tenant: "t1",
        userId,
        room,
        direct: false,
        thread,
        text: action.says,
        at: new Date(),
      });
    },
    seen(userId, room) {
      return messages.filter((message) => message.room === room && (message.to === undefined || message.to === userId));
    },
    trouble(...next) {
      troubles.push(...next);
    },
  };
}
