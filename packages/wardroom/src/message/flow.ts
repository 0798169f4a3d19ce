import type { Refused } from "../model/decision.ts";
import type { Interpretation } from "../model/interpretation.ts";
import type { Message } from "../model/message.ts";
import type { Ran } from "../model/outcome.ts";
import type { Request } from "../model/request.ts";

/** What came of one message. `broken` is the error of a stage that could not do its work. */
export type Answer =
  | { readonly kind: "silent" }
  | { readonly kind: "stranger" }
  | { readonly kind: "asked"; readonly meaning: Interpretation }
  | { readonly kind: "ran"; readonly results: readonly (Refused | Ran)[] }
  | { readonly kind: "broken"; readonly error: unknown };

export interface MessageStages {
  interpret(message: Message): Promise<Interpretation>;
  /** The requests that an interpretation asks for, bound to who said it and where. */
  requests(message: Message, meaning: Interpretation): readonly Request[];
  request(request: Request): Promise<Refused | Ran>;
  /** Shows in the room that the work takes longer, until the answer replaces it. */
  reply: {
    waiting(message: Message, requests: readonly Request[]): { over(): Promise<boolean> };
    answer(message: Message, answer: Answer, shownWaiting: boolean): Promise<void>;
  };
}

/**
 * From a message to its answer:
 *
 *     (hear →) interpret → request, each → reply
 *
 * Hearing has stored the message before this begins; replying ends it, in the same commit as the answer. Whatever
 * throws in between is itself answered: nobody is left without a word.
 */
export async function onMessage(message: Message, stages: MessageStages): Promise<void> {
  let shownWaiting = false;
  const answer = await work().catch((error: unknown): Answer => ({ kind: "broken", error }));
  await stages.reply.answer(message, answer, shownWaiting);

  async function work(): Promise<Answer> {
    if (message.kind === "edit" || message.kind === "delete") return { kind: "silent" };
    const meaning = await stages.interpret(message);
    if (meaning.act === "silent") return { kind: "silent" };
    if (message.person === undefined) return { kind: "stranger" };
    if (meaning.act !== "run") return { kind: "asked", meaning };
    const requests = stages.requests(message, meaning);
    const waiting = stages.reply.waiting(message, requests);
    try {
      return { kind: "ran", results: await Promise.all(requests.map((request) => stages.request(request))) };
    } finally {
      shownWaiting = await waiting.over();
    }
  }
}
