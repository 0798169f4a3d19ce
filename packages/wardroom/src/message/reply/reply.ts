import type { Delivery } from "../../model/delivery.ts";
import type { EventBody } from "../../model/event.ts";
import type { Intent } from "../../model/intent.ts";
import type { Act } from "../../model/interpretation.ts";
import type { Message, Place, Question } from "../../model/message.ts";
import type { Request } from "../../model/request.ts";
import type { Answer } from "../flow.ts";
import { answerCard, askedBody, resultBody } from "./body.ts";

export interface ReplyNeeds {
  deliver(delivery: Delivery): Promise<void>;
  /** Whether an intent with this key stands already; asked only for messages taken up again. */
  stands(key: string): Promise<boolean>;
  newId(): string;
  now(): Date;
  /** Told when the answer has been delivered. */
  ended(message: Message, act: Act, outcome: string): void;
  /** Told of errors that were nobody's intention. */
  broke(message: Message, error: unknown): void;
  /** How long a command may be quiet before the room is told that it runs, in ms. */
  quietMs?: number;
}

const QUIET_MS = 400;
const QUESTION_TTL_MS = 10 * 60_000;

/** What stands in the record → what the room is shown; with it the message's work ends. */
export function openReply(needs: ReplyNeeds): {
  waiting(message: Message, requests: readonly Request[]): { over(): Promise<boolean> };
  answer(message: Message, answer: Answer, shownWaiting: boolean): Promise<void>;
} {
  return {
    waiting(message, requests) {
      let shown: Promise<void> | undefined;
      const show = (): void => {
        const body: EventBody = { kind: "message", answers: message.id, card: answerCard.running(requests) };
        shown = needs.deliver({ intents: [intent(message, message.place, 0, body, ":running")] });
        shown.catch((error: unknown) => needs.broke(message, error));
      };
      const timer = setTimeout(show, needs.quietMs ?? QUIET_MS);
      return {
        async over() {
          clearTimeout(timer);
          if (shown !== undefined)
            return shown.then(
              () => true,
              () => false,
            );
          return message.again === true && needs.stands(`reply:${message.id}:running`);
        },
      };
    },

    async answer(message, answer, shownWaiting) {
      if (answer.kind === "broken") needs.broke(message, answer.error);
      const bodies = bodiesOf(answer);
      const place = placeOf(message, answer);
      const intents = bodies.map((body, i) =>
        intent(message, place, i, { ...body, kind: i === 0 && shownWaiting ? "edit" : "message", answers: message.id }),
      );
      const act = actOf(answer);
      const outcome = outcomeOf(answer);
      await needs.deliver({
        intents,
        ends: { message: message.id, act, outcome },
        question: questionOf(message, answer, needs),
      });
      needs.ended(message, act, outcome);
    },
  };
}

type Body = Omit<EventBody, "kind" | "answers">;

function bodiesOf(answer: Answer): readonly Body[] {
  switch (answer.kind) {
    case "silent":
      return [];
    case "stranger":
      return [{ card: answerCard.stranger() }];
    case "asked":
      return [askedBody(answer.meaning)];
    case "broken":
      return [{ card: answerCard.broken(answer.error) }];
    case "ran":
      return answer.results.map(resultBody);
  }
}

/** Ids of the answers to a message are derived from its own, so that taking it up again answers once. */
function intent(message: Message, place: Place, index: number, body: EventBody, suffix = ""): Intent {
  const tail = index === 0 ? "" : `/${index}`;
  return { key: `reply:${message.id}${tail}${suffix}`, message: `re:${message.id}${tail}`, place, body };
}

/** What is asked back in a room that others read stands in the thread of what was said, and is answered there. */
function placeOf(message: Message, answer: Answer): Place {
  if (message.direct || answer.kind !== "asked") return message.place;
  return { ...message.place, thread: message.place.thread ?? message.anchor };
}

function questionOf(message: Message, answer: Answer, { newId, now }: ReplyNeeds): Delivery["question"] {
  if (message.person === undefined) return undefined;
  const asks = answer.kind === "asked" ? answer.meaning.ask?.question : undefined;
  const place = { room: message.place.room, person: message.person.id };
  if (asks !== undefined) {
    const { thread } = placeOf(message, answer);
    const expiresAt = new Date(now().getTime() + QUESTION_TTL_MS).toISOString();
    const question: Question = { ...asks, id: newId(), expiresAt };
    return { ...place, thread, asks: question };
  }
  if (message.question === undefined || answer.kind === "silent") return undefined;
  return { ...place, thread: message.place.thread, asks: null };
}

function actOf(answer: Answer): Act {
  switch (answer.kind) {
    case "asked":
      return answer.meaning.act;
    case "silent":
      return "silent";
    case "stranger":
      return "ask";
    default:
      return "run";
  }
}

/** The worst of what came out: what a script that waits for the answer goes by. */
function outcomeOf(answer: Answer): string {
  if (answer.kind === "asked") return answer.meaning.ask?.code ?? "asked";
  if (answer.kind === "broken") return "broken";
  if (answer.kind !== "ran") return answer.kind;
  return answer.results.find(({ kind }) => kind !== "done")?.kind ?? "done";
}
