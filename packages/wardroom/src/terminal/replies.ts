import type { Card } from "@wardroom/sdk";
import type { Fault } from "../base/fault.ts";
import type { RoomEvent } from "../model/event.ts";
import type { News } from "./session.ts";

/** One reply as it reads in the end, its edits taken in. */
export interface Reply {
  readonly message: string;
  readonly text?: string;
  readonly card?: Card;
  readonly files?: readonly { readonly id: string; readonly name: string; readonly bytes: number }[];
  readonly entries?: readonly number[];
  /** The thread that it stands in. */
  readonly thread?: string;
}

/** What became of something said. */
export type Heard =
  | {
      readonly kind: "settled";
      readonly message: string;
      readonly act: string;
      readonly outcome: string;
      readonly replies: readonly Reply[];
    }
  | { readonly kind: "refused"; readonly code: string; readonly say: string };

/** Answers to other people's messages come by too; beyond this many the oldest are forgotten. */
const MOST_ANSWERED = 1000;

/** Gathers the replies to what was said until its work is over. */
export function openReplies(): {
  expect(id: string): Promise<Heard>;
  hear(news: News): void;
  end(fault: Fault): void;
} {
  const waiting = new Map<string, (heard: Heard) => void>();
  const answers = new Map<string, Map<string, Reply>>();

  function keep({ message, thread, body }: RoomEvent): void {
    if (body.answers === undefined) return;
    const replies = answers.get(body.answers) ?? new Map<string, Reply>();
    const { text, card, files, entries } = body;
    replies.set(message, {
      message,
      ...(text === undefined ? {} : { text }),
      ...(card === undefined ? {} : { card }),
      ...(files === undefined ? {} : { files }),
      ...(entries === undefined ? {} : { entries }),
      ...(thread === undefined ? {} : { thread }),
    });
    answers.set(body.answers, replies);
    const [oldest] = answers.keys();
    if (answers.size > MOST_ANSWERED && oldest !== undefined) answers.delete(oldest);
  }

  function finish(id: string, heard: Heard): void {
    waiting.get(id)?.(heard);
    waiting.delete(id);
  }

  return {
    expect: (id) => new Promise((resolve) => waiting.set(id, resolve)),
    hear(news) {
      if (news.kind === "event") keep(news.event);
      else if (news.kind === "settled") {
        const replies = [...(answers.get(news.message)?.values() ?? [])];
        answers.delete(news.message);
        const { id, message, act, outcome } = news;
        if (id !== undefined) finish(id, { kind: "settled", message, act, outcome, replies });
      } else if (news.kind === "refused" && news.id !== undefined)
        finish(news.id, { kind: "refused", code: news.code, say: news.say });
    },
    end({ code, say }) {
      for (const id of [...waiting.keys()]) finish(id, { kind: "refused", code, say });
    },
  };
}
