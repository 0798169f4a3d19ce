import type { Chat, ChatEvent, OpenChat } from "@wardroom/sdk";
import type { Log } from "./base/log.ts";
import { type Outbox, type OutboxNeeds, openOutbox } from "./deliver/outbox.ts";
import type { Incoming } from "./message/hear/hear.ts";
import type { Room } from "./model/room.ts";

/** A chat to connect: the name it is known by here, the platform, and its settings. */
export interface ChatConnection {
  readonly name: string;
  readonly chat: Chat;
  readonly settings: unknown;
}

export interface ChatsNeeds extends Pick<OutboxNeeds, "store" | "log" | "now" | "readFile"> {
  readonly folder: string;
  /** Resolves once the event is stored. */
  hear(incoming: Incoming): Promise<void>;
  userOf(platform: string, personId: string): string | undefined;
}

export interface Chats {
  /** Which chat carries a room; undefined for Wardroom's own. */
  chatOf(room: string): string | undefined;
  /** A room of another chat, as far as it is known here: whoever speaks in it is in it, by that chat's own word. */
  roomOf(room: string): Room | undefined;
  /** Tells every chat what waits for it, and resolves when nothing is due any more. */
  idle(): Promise<void>;
  close(): Promise<void>;
}

/**
 * Connects other chats: what happens there is heard, what waits in the outbox is told there. A room of a chat is
 * `CHAT:NATIVE` here.
 */
export async function openChats(connections: readonly ChatConnection[], needs: ChatsNeeds): Promise<Chats> {
  const abort = new AbortController();
  const names = new Set(connections.map(({ name }) => name));
  const outboxes: Outbox[] = [];

  async function connect({ name, chat, settings }: ChatConnection): Promise<void> {
    const log: Log = needs.log.child({ chat: name });
    const open: OpenChat = await chat.open(chat.settings.parse(settings), {
      folder: needs.folder,
      signal: abort.signal,
      log: (message, detail) => log.info(detail ?? {}, message),
      hear: (event: ChatEvent) =>
        needs.hear({ event, platform: chat.platform, room: `${name}:${event.room}`, ownRoom: false }),
    });
    const outbox = openOutbox({
      ...needs,
      log,
      chat: name,
      open,
      userOf: (personId) => needs.userOf(chat.platform, personId),
      nativeRoom: (room) => room.slice(name.length + 1),
    });
    outboxes.push(outbox);
    outbox.wake();
  }

  function chatOf(room: string): string | undefined {
    const name = room.slice(0, Math.max(0, room.indexOf(":")));
    return names.has(name) ? name : undefined;
  }

  for (const connection of connections) await connect(connection);
  return {
    chatOf,
    roomOf(room) {
      const chat = chatOf(room);
      return chat === undefined ? undefined : { id: room, name: room, kind: "channel", chat, members: [] };
    },
    async idle() {
      for (const outbox of outboxes) await outbox.idle();
    },
    async close() {
      abort.abort();
      await Promise.all(outboxes.map((outbox) => outbox.close()));
    },
  };
}
