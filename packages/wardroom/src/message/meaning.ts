import type { Interpretation } from "../model/interpretation.ts";
import type { Message, Person, Question } from "../model/message.ts";
import type { Registry } from "../model/registry.ts";
import type { Request } from "../model/request.ts";
import { linesBack, repeat } from "./interpret/expand.ts";
import type { Heard, Interpret } from "./interpret/heard.ts";

export interface MeaningNeeds {
  interpret(): Interpret;
  aliasesOf(personId: string): Promise<ReadonlyMap<string, string>>;
  /** What a person said to Wardroom, counted back from `before` (a message's id): 1 is the last line. */
  lineBack(personId: string, before: string, back: number): Promise<string | undefined>;
  now(): Date;
}

/** What is about to be interpreted: a message, or words that somebody only wonders about. */
export interface Said {
  readonly text: string;
  readonly direct: boolean;
  readonly addressed?: boolean;
  readonly person?: Person;
  readonly question?: Question;
}

/** The pure grammar with what it may not fetch itself: a person's aliases, and the line that `!!` repeats. */
export function openMeaning(needs: MeaningNeeds): {
  of(message: Message): Promise<Interpretation>;
  ofWords(said: Said): Promise<Interpretation>;
} {
  async function ofWords({ text, direct, addressed, person, question }: Said): Promise<Interpretation> {
    const heard: Heard = {
      text,
      direct,
      addressed,
      question,
      now: needs.now(),
      zone: person?.zone,
      personAliases: person === undefined ? undefined : await needs.aliasesOf(person.id),
    };
    return needs.interpret()(heard);
  }

  return {
    ofWords,
    async of(message) {
      const back = message.person === undefined ? undefined : linesBack(message.text);
      const said = { ...message, addressed: message.kind === "press" ? true : undefined };
      if (back === undefined || message.person === undefined) return ofWords(said);
      const earlier = await needs.lineBack(message.person.id, message.id, back);
      if (earlier === undefined)
        return { act: "ask", requests: [], alternatives: [], ask: { code: "unknown", say: NOTHING_TO_REPEAT } };
      return ofWords({ ...said, text: repeat(message.text, earlier) });
    },
  };
}

const NOTHING_TO_REPEAT = "There is nothing of yours that far back. `history` shows your lines.";

/** The requests that an interpretation asks for: bound to who said it, where, and the versions that are registered. */
export function requestsOf(message: Message, meaning: Interpretation, registry: Registry): readonly Request[] {
  const { person } = message;
  if (person === undefined) return [];
  return meaning.requests.map(({ command, args, via }, i) => ({
    id: `${message.id}/${i}`,
    command,
    args,
    version: registry.find(command)?.version ?? "",
    person,
    account: message.account,
    place: message.place,
    via: message.kind === "press" ? "button" : via,
    words: message.text,
    at: message.at,
    again: message.again,
  }));
}
