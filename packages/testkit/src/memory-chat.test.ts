import { readable } from "./bot.ts";
import { chatContract } from "./chat-contract.ts";
import { memoryChat } from "./memory-chat.ts";

const platform = memoryChat();
const people = ["ana", "sam", "joe"].map(
  (id) => `  - { id: ${id}, name: ${id}, accounts: [{ platform: memory, tenant: t1, userId: U-${id} }] }`,
);

chatContract("the chat in memory", {
  bot: {
    settings: `people:\n${people.join("\n")}\ndemo: true\n`,
    chats: [{ name: "acme", chat: platform.chat, settings: {} }],
  },
  async open() {
    return {
      room: "C1",
      letsStrangersIn: true,
      async says(person, room, text, { thread, again = false } = {}) {
        const native = await platform.says(`U-${person}`, room, text, { thread });
        if (again) await platform.says(`U-${person}`, room, text, { thread, native });
        return native;
      },
      async sees(person, room) {
        return platform.seen(`U-${person}`, room).map(({ native, by, thread, edits, intent }) => ({
          id: native,
          byWardroom: by === "wardroom",
          text: readable(intent),
          buttons: (intent.card?.actions ?? []).map(({ label }) => label),
          edits,
          thread,
        }));
      },
      presses: (person, message, button) => platform.presses(`U-${person}`, message, button),
      async edits(person, message, text) {
        await platform.says(`U-${person}`, "C1", text, { native: message, kind: "edit" });
      },
      async breaks() {
        platform.trouble({ kind: "broken" }, { kind: "answer-lost" }, { kind: "busy", ms: 50 });
      },
      async close() {},
    };
  },
});
