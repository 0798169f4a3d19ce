import { defineCommand, definePlugin } from "@wardroom/sdk";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { z } from "zod";
import { type TestBot, type TestBotSettings, testBot } from "./bot.ts";

/** A message as a person sees it in a room: words or card, what it offers to press, and how often it was edited. */
export interface SeenMessage {
  readonly id: string;
  readonly byWardroom: boolean;
  /** Everything that can be read on it. */
  readonly text: string;
  readonly buttons: readonly string[];
  readonly edits: number;
  /** The id of the message that its thread hangs on. */
  readonly thread?: string;
}

/** A chat with people in it, seen from their side. `ana`, `sam` and `joe` are known, `stranger` is nobody. */
export interface ChatUnderTest {
  /** A person says something; resolves to its id once the chat has it. `again`: told twice under one native id. */
  says(
    person: string,
    room: string,
    text: string,
    more?: { readonly thread?: string; readonly again?: boolean },
  ): Promise<string>;
  /** What a person sees in a room, oldest first, as it reads now. */
  sees(person: string, room: string): Promise<readonly SeenMessage[]>;
  presses(person: string, message: string, button: string): Promise<void>;
  /** A message is changed after it was said; absent where a chat has no edits. */
  edits?(person: string, message: string, text: string): Promise<void>;
  /** Everything between the chat and Wardroom breaks, and comes back by itself. */
  breaks(): Promise<void>;
  /** A stranger can speak here at all. */
  readonly letsStrangersIn: boolean;
  /** A room that the three share. */
  readonly room: string;
  close(): Promise<void>;
}

export interface ChatContractSettings {
  readonly bot?: Omit<TestBotSettings, "plugins">;
  open(bot: TestBot): Promise<ChatUnderTest>;
}

const PATIENCE_MS = 15_000;

/** What every chat must hold, whatever it is: run by each implementation. */
export function chatContract(name: string, settings: ChatContractSettings): void {
  describe(`${name}, as a chat`, () => {
    let bot: TestBot;
    let chat: ChatUnderTest;
    let ran: string[] = [];
    beforeAll(async () => {
      bot = await testBot({ ...settings.bot, plugins: [sayings((text) => ran.push(text))] });
      chat = await settings.open(bot);
    });
    afterAll(async () => {
      await chat?.close();
      await bot?.close();
    });

    /** The answers of Wardroom that hold this text, once there are as many as are waited for. */
    async function answers(text: string, { as = "ana", count = 1 } = {}): Promise<readonly SeenMessage[]> {
      const until = Date.now() + PATIENCE_MS;
      for (;;) {
        const seen = (await chat.sees(as, chat.room)).filter((one) => one.byWardroom && one.text.includes(text));
        if (seen.length >= count || Date.now() > until) return seen;
        await new Promise((soon) => setTimeout(soon, 25));
      }
    }
    /** Long enough for a second answer to come, were there one. */
    async function quiet(): Promise<void> {
      const mark = `mark-${Math.random().toString(36).slice(2)}`;
      await chat.says("ana", chat.room, `@wardroom echo ${mark}`);
      await answers(mark);
    }

    test("what is said to Wardroom is answered once, where everybody in the room sees it", async () => {
      await chat.says("ana", chat.room, "@wardroom echo good evening");
      expect(await answers("good evening")).toHaveLength(1);
      expect(await answers("good evening", { as: "sam" })).toHaveLength(1);
    });

    test("what is not meant for Wardroom is not answered", async () => {
      const before = (await chat.sees("ana", chat.room)).filter((one) => one.byWardroom).length;
      await chat.says("sam", chat.room, "echo lunch at noon?");
      await quiet();
      expect((await chat.sees("ana", chat.room)).filter((one) => one.byWardroom)).toHaveLength(before + 1);
    });

    test("told twice, it is done once", async () => {
      ran = [];
      await chat.says("ana", chat.room, "@wardroom echo only-once", { again: true });
      expect(await answers("only-once")).toHaveLength(1);
      await quiet();
      expect(ran.filter((text) => text === "only-once")).toHaveLength(1);
    });

    test("several people at once each get their own answer, and none is lost because another runs", async () => {
      const people = ["ana", "sam", "joe"];
      await Promise.all(
        Array.from({ length: 30 }, (_, i) =>
          chat.says(people[i % 3] as string, chat.room, `@wardroom echo crowd-${i}.`),
        ),
      );
      for (let i = 0; i < 30; i++) expect(await answers(`crowd-${i}.`), `crowd-${i}`).toHaveLength(1);
    });

    test("what takes a while is shown as running, and becomes its answer in place", async () => {
      await chat.says("ana", chat.room, "@wardroom slowly patience");
      const [seen] = await answers("patience pays");
      expect(seen?.edits).toBe(1);
    });

    test("a button is pressed by a person, under that person's own rights", async () => {
      await chat.says("ana", chat.room, "@wardroom offer");
      const [card] = await answers("Who are you?");
      expect(card?.buttons).toContain("Say it");
      await chat.presses("sam", card?.id ?? "", "Say it");
      expect(await answers("it is sam")).toHaveLength(1);
    });

    test("what is missing is asked for in the thread, and answered there", async () => {
      const said = await chat.says("ana", chat.room, "@wardroom echo");
      await quiet();
      const question = (await answers("")).find(({ thread }) => thread === said);
      expect(question?.text).toContain("text");
      await chat.says("ana", chat.room, "told-in-thread", { thread: said });
      expect((await answers("told-in-thread"))[0]?.thread).toBe(said);
    });

    test("a message that is edited later does not run again", async () => {
      if (chat.edits === undefined) return;
      ran = [];
      const said = await chat.says("ana", chat.room, "@wardroom echo before-edit");
      await answers("before-edit");
      await chat.edits("ana", said, "@wardroom echo after-edit");
      await quiet();
      expect(ran).not.toContain("after-edit");
      expect(await answers("after-edit", { count: 0 })).toHaveLength(0);
    });

    test("a stranger is told so, and nothing runs for one", async () => {
      if (!chat.letsStrangersIn) return;
      ran = [];
      await chat.says("stranger", chat.room, "@wardroom echo let-me-in");
      expect(await answers("do not know this account")).toHaveLength(1);
      expect(ran).toEqual([]);
    });

    test("after everything between broke, nothing is lost and nothing said twice", async () => {
      const broken = chat.breaks();
      const said = Array.from({ length: 10 }, (_, i) => chat.says("ana", chat.room, `@wardroom echo through-${i}.`));
      await Promise.all([broken, ...said]);
      for (let i = 0; i < 10; i++) expect(await answers(`through-${i}.`), `through-${i}`).toHaveLength(1);
    });
  });
}

function sayings(ran: (text: string) => void) {
  const empty = z.object({});
  return definePlugin({
    name: "sayings",
    summary: "What the chat contract talks about",
    commands: [
      defineCommand({
        name: "echo",
        summary: "Say it back",
        args: z.object({ text: z.string() }),
        examples: ["echo hello"],
        risk: "read",
        async run({ args }) {
          ran(args.text);
          return args.text;
        },
      }),
      defineCommand({
        name: "slowly",
        summary: "Say it after a while",
        args: z.object({ text: z.string() }),
        examples: ["slowly hello"],
        risk: "read",
        async run({ args, progress }) {
          progress("thinking", 0.5);
          await new Promise((done) => setTimeout(done, 900));
          return `${args.text} pays`;
        },
      }),
      defineCommand({
        name: "offer",
        summary: "Offer a button",
        args: empty,
        examples: ["offer"],
        risk: "read",
        run: async () => ({ card: { title: "Who are you?", actions: [{ label: "Say it", says: "who" }] } }),
      }),
      defineCommand({
        name: "who",
        summary: "Say who asks",
        args: empty,
        examples: ["who"],
        risk: "read",
        run: async ({ person }) => `it is ${person.id}`,
      }),
    ],
  });
}
