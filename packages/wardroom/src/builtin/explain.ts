import type { Risk } from "@wardroom/sdk";
import type { Decision } from "../model/decision.ts";
import type { Interpretation } from "../model/interpretation.ts";
import type { Person } from "../model/message.ts";
import type { Registry } from "../model/registry.ts";
import type { Request } from "../model/request.ts";

export interface ExplainNeeds {
  /** What a line means when it is said to Wardroom in a room. */
  interpret(text: string, person: Person, room: string): Interpretation | Promise<Interpretation>;
  judge(request: Request): Decision;
  /** Whether the person may run it there, before all arguments are known. */
  may(person: Person, command: string, room: string): { readonly say: string };
  /** The exact call as it would be typed. */
  print(command: string, args: Readonly<Record<string, unknown>>): string;
  registry(): Registry;
  now(): Date;
}

/** A call that a line means, and what would come of it. */
export interface ExplainedCall {
  readonly call: string;
  readonly command: string;
  readonly args: Readonly<Record<string, unknown>>;
  readonly via: Request["via"];
  readonly confidence: number;
  readonly missing: readonly string[];
  readonly summary: string;
  readonly risk: Risk;
  /** Absent while arguments are missing; `say` then says what can be said. */
  readonly decision?: Pick<Decision, "kind" | "reason" | "policies" | "askWhom">;
  readonly say: string;
}

/** What would happen with a line, and why. */
export interface Explanation {
  readonly text: string;
  readonly act: Interpretation["act"];
  /** What Wardroom would say back, when it would ask. */
  readonly ask?: string;
  readonly choices?: readonly string[];
  readonly calls: readonly ExplainedCall[];
  readonly alternatives: Interpretation["alternatives"];
}

/** Meaning and decision of a line, for a person in a room. Runs nothing and records nothing. */
export async function explainLine(
  needs: ExplainNeeds,
  { text, person, room }: { readonly text: string; readonly person: Person; readonly room: string },
): Promise<Explanation> {
  const meaning = await needs.interpret(text, person, room);
  const at = needs.now();
  const calls = meaning.requests.flatMap((meant, i): ExplainedCall[] => {
    const found = needs.registry().find(meant.command);
    if (found === undefined) return [];
    const { command, version } = found;
    const base = {
      ...meant,
      call: needs.print(meant.command, meant.args),
      summary: command.summary,
      risk: command.risk,
    };
    if (meant.missing.length > 0) return [{ ...base, say: needs.may(person, meant.command, room).say }];
    const { kind, reason, policies, askWhom } = needs.judge({
      id: `explain/${i}`,
      command: meant.command,
      args: meant.args,
      version,
      person,
      account: { platform: "local", tenant: "local", userId: person.id },
      place: { room },
      via: meant.via,
      words: text,
      at,
    });
    const decision = { kind, reason, policies, ...(askWhom === undefined ? {} : { askWhom }) };
    return [{ ...base, decision, say: reason.say }];
  });
  return {
    text,
    act: meaning.act,
    ...(meaning.ask === undefined ? {} : { ask: meaning.ask.say }),
    ...(meaning.ask?.choices === undefined ? {} : { choices: meaning.ask.choices }),
    calls,
    alternatives: meaning.alternatives,
  };
}
