import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Card, Plugin } from "@wardroom/sdk";
import { openLog, silentLog } from "wardroom/internal/base/log";
import { renderCard } from "wardroom/internal/card/ansi";
import type { ChatConnection } from "wardroom/internal/chats";
import { compose, type Wardroom } from "wardroom/internal/compose";
import { readConfig } from "wardroom/internal/config";
import type { RoomEvent } from "wardroom/internal/model/event";
import { openBlanker } from "wardroom/internal/secret/blank";
import type { Store } from "wardroom/internal/store/store";
import { testStore } from "./store.ts";

export interface TestBotSettings {
  readonly plugins?: readonly Plugin[];
  /** `wardroom.yaml`; four people and their rooms when absent. */
  readonly settings?: string;
  /** More of `wardroom.yaml`, put behind it. */
  readonly more?: string;
  /** Policy files by name. */
  readonly policies?: Readonly<Record<string, string>>;
  readonly chats?: readonly ChatConnection[];
  /** A store of its own when absent; one that is given stays open. */
  readonly store?: Store;
  /** The environment that it runs in; empty when absent. */
  readonly environment?: Readonly<Record<string, string | undefined>>;
  /** What is logged goes to standard error at this level; nowhere when absent. */
  readonly logLevel?: string;
}

/** A whole Wardroom in this process, on a real store, to talk to. */
export interface TestBot {
  readonly wardroom: Wardroom;
  readonly dataDir: string;
  /** Says something to Wardroom directly, or in a room; resolves to all that was answered, as plain text. */
  says(person: string, text: string, where?: { readonly room?: string; readonly thread?: string }): Promise<string>;
  /** Presses the button with this label on the newest card that this person sees and that has it. */
  clicks(person: string, label: string): Promise<string>;
  /** The answers to what was last said, as they read now. */
  readonly replies: readonly {
    readonly text?: string;
    readonly card?: Card;
    readonly room: string;
    readonly thread?: string;
  }[];
  /** What the record holds so far: decisions and outcomes in the order of their entries. */
  record(): Promise<string[]>;
  close(): Promise<void>;
}

const PEOPLE = `
demo: true
groups: [{ id: analyst }, { id: it-ops }, { id: developers }, { id: support }]
people:
  - { id: ana, name: Ana, groups: [analyst] }
  - { id: sam, name: Sam, groups: [it-ops, admin] }
  - { id: joe, name: Joe, groups: [developers] }
  - { id: maya, name: Maya, groups: [support] }
rooms:
  - { id: general, members: [everyone] }
  - { id: soc, members: [ana, sam] }
  - { id: it-ops, members: [sam, ana] }
  - { id: alerts, members: [ana, sam] }
inventory: [{ name: localhost, reach: local }, { name: web-03, addresses: [192.0.2.3], tags: [prod] }]
`;

export async function testBot(settings: TestBotSettings = {}): Promise<TestBot> {
  const dataDir = await mkdtemp(join(tmpdir(), "wardroom-bot-"));
  await mkdir(join(dataDir, "policies"), { recursive: true });
  await mkdir(join(dataDir, "plugins"), { recursive: true });
  await writeFile(join(dataDir, "wardroom.yaml"), `${settings.settings ?? PEOPLE}${settings.more ?? ""}`);
  for (const [name, text] of Object.entries(settings.policies ?? {}))
    await writeFile(join(dataDir, "policies", name), text);
  const store = settings.store ?? (await testStore());
  const blanker = openBlanker();
  const wardroom = await compose({
    store,
    config: readConfig({ data: dataDir, demo: true }, settings.environment ?? {}),
    log: settings.logLevel === undefined ? silentLog() : openLog(settings.logLevel, blanker.blank),
    blanker,
    plugins: settings.plugins,
    chats: settings.chats,
  });
  await wardroom.resume();
  const seen = new Map<string, RoomEvent>();
  const order: string[] = [];
  wardroom.feed.subscribe((events) => {
    for (const event of events) {
      if (!seen.has(event.message)) order.push(event.message);
      seen.set(event.message, event);
    }
  });
  let replies: RoomEvent[] = [];
  let said = 0;

  async function hear(
    person: string,
    room: string,
    text: string,
    more: { thread?: string; kind: "message" | "press" },
  ): Promise<string> {
    const { message } = await wardroom.hear({
      platform: "wardroom",
      room,
      ownRoom: true,
      event: {
        kind: more.kind,
        native: `test-${++said}`,
        tenant: "local",
        userId: person,
        room,
        direct: room.startsWith("dm:"),
        thread: more.thread,
        text,
        at: new Date(),
      },
    });
    await wardroom.answered(message.id);
    replies = order.flatMap((id) => seen.get(id) ?? []).filter(({ body }) => body.answers === message.id);
    return replies.map(plain).join("\n");
  }

  return {
    wardroom,
    dataDir,
    says: (person, text, { room = `dm:${person}`, thread } = {}) =>
      hear(person, room, text, { thread, kind: "message" }),
    async clicks(person, label) {
      const rooms = new Set(wardroom.identity.roomsOf(person).map(({ id }) => id));
      const event = order
        .flatMap((id) => seen.get(id) ?? [])
        .findLast(({ room, body }) => rooms.has(room) && body.card?.actions?.some((action) => action.label === label));
      const action = event?.body.card?.actions?.find((one) => one.label === label);
      if (event === undefined || action === undefined) throw new Error(`${person} sees no button "${label}"`);
      return hear(person, event.room, action.says, { thread: event.thread, kind: "press" });
    },
    get replies() {
      return replies.map(({ body, room, thread }) => ({ text: body.text, card: body.card, room, thread }));
    },
    async record() {
      const { rows } = await store.pool.query<{ body: string }>("select body from entry order by number");
      return rows
        .map(({ body }) => JSON.parse(body))
        .map((entry) => (entry.kind === "decision" ? entry.decision : (entry.outcome ?? entry.kind)));
    },
    async close() {
      await wardroom.close();
      if (settings.store === undefined) await store.close();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

function plain({ body }: RoomEvent): string {
  const files = (body.files ?? []).map(({ name, bytes }) => `[${name}, ${bytes} bytes]`);
  return [readable(body), ...files].filter((part) => part !== "").join("\n");
}

/** All that can be read on a message, as plain lines of at most 100 columns. */
export function readable({ text, card }: { readonly text?: string; readonly card?: Card }): string {
  const lines = card === undefined ? [] : renderCard(card, { columns: 100, color: false });
  return [...(text === undefined ? [] : [text]), ...lines].join("\n");
}
