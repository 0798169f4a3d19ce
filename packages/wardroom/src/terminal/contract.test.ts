import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readable } from "@wardroom/testkit";
import { chatContract, type SeenMessage } from "@wardroom/testkit/chat-contract";
import { type HttpServer, openServer } from "../http/server.ts";
import { openRoomClient, type RoomClient } from "./client.ts";
import type { News } from "./session.ts";

chatContract("the terminal room", {
  async open(bot) {
    const folder = await mkdtemp(join(tmpdir(), "wardroom-contract-"));
    const socketPath = join(folder, "room.sock");
    const listen = (): Promise<HttpServer> =>
      openServer({ host: "127.0.0.1", port: 0, socketPath, ...bot.wardroom.doors });
    let server = await listen();
    const clients = new Map<string, { client: RoomClient; seen: Map<string, SeenMessage & { room: string }> }>();
    for (const as of ["ana", "sam", "joe"]) {
      const seen = new Map<string, SeenMessage & { room: string }>();
      const client = openRoomClient({ address: { socket: socketPath }, as, onNews: (news) => note(seen, news) });
      await client.welcome;
      clients.set(as, { client, seen });
    }
    const of = (person: string) => {
      const found = clients.get(person);
      if (found === undefined) throw new Error(`nobody called ${person} is in`);
      return found;
    };
    let said = 0;

    return {
      room: "general",
      letsStrangersIn: false,
      async says(person, room, text, { thread, again = false } = {}) {
        const { client, seen } = of(person);
        const id = `contract-${++said}`;
        const heard = client.say(room, text, { thread, id });
        if (again) void client.say(room, text, { thread, id });
        // What was said comes back as an event; its id is known from then on.
        for (;;) {
          const mine = [...seen.values()].findLast((one) => !one.byWardroom && one.text === text);
          if (mine !== undefined) return mine.id;
          await Promise.race([heard, new Promise((soon) => setTimeout(soon, 10))]);
        }
      },
      async sees(person, room) {
        return [...of(person).seen.values()].filter((one) => one.room === room);
      },
      async presses(person, message, button) {
        const { client, seen } = of(person);
        await client.press(message, seen.get(message)?.buttons.indexOf(button) ?? -1);
      },
      async breaks() {
        await server.close();
        await new Promise((later) => setTimeout(later, 300));
        server = await listen();
      },
      async close() {
        for (const { client } of clients.values()) client.close();
        await server.close();
        await rm(folder, { recursive: true });
      },
    };
  },
});

function note(seen: Map<string, SeenMessage & { room: string }>, news: News): void {
  if (news.kind !== "event") return;
  const { message, room, thread, by, body } = news.event;
  seen.set(message, {
    id: message,
    room,
    thread,
    byWardroom: by.kind === "bot",
    text: readable(body),
    buttons: (body.card?.actions ?? []).map(({ label }) => label),
    edits: (seen.get(message)?.edits ?? -1) + 1,
  });
}
