import { type Card, type Command, defineCommand, type Field, type Said, textCard } from "@wardroom/sdk";
import { z } from "zod";
import type { Person } from "../model/message.ts";
import { type ExplainedCall, type ExplainNeeds, type Explanation, explainLine } from "./explain.ts";

/** The newest request of a person in a room that was refused. */
export interface Refusal {
  readonly entry: number;
  readonly at: Date;
  readonly command: string;
  readonly words?: string;
  readonly reason?: string;
  readonly policies: readonly { readonly id: string; readonly file: string; readonly line: number }[];
}

export interface WhyNeeds extends ExplainNeeds {
  person(id: string): Person | undefined;
  lastRefusal(person: string, room: string): Promise<Refusal | undefined>;
}

const line = z.string().max(4000).meta({ format: "line", description: "what you would type" });

/** `explain LINE` and `why [LINE]`: what would happen and why; or why the last thing was refused. They run nothing. */
export function whyCommands(needs: WhyNeeds): readonly Command[] {
  const explain = async (text: string, who: string, room: string): Promise<Said> => {
    const person = needs.person(who);
    if (person === undefined) return { say: "I do not know who you are here, so I cannot say what you may do." };
    return { card: explanationCard(await explainLine(needs, { text, person, room })) };
  };
  return [
    defineCommand({
      name: "explain",
      summary: "What a line would do, whether you may, and which policy says so; runs nothing",
      args: z.object({ line }),
      examples: ["explain help", { say: "why can't I run help", means: { line: "help" } }],
      phrases: [
        "why not {line}",
        "why can't I {line}",
        "why can't I run {line}",
        "why may I not run {line}",
        "may I run {line}",
        "what would happen with {line}",
      ],
      risk: "read",
      run: ({ args, person, room }) => explain(args.line, person.id, room),
    }),
    defineCommand({
      name: "why",
      summary: "Why your last request here was refused, or what a line would do",
      args: z.object({ line: line.optional() }),
      examples: ["why", "why help"],
      phrases: ["why not", "why was that refused", "why can't I do that"],
      risk: "read",
      async run({ args, person, room }) {
        const asked = args.line?.replace(/^(?:not|can'?t i(?: run)?|may i not(?: run)?)\s+/i, "").replace(/\?$/, "");
        if (asked !== undefined && asked !== "") return explain(asked, person.id, room);
        const refusal = await needs.lastRefusal(person.id, room);
        return refusal === undefined
          ? { say: "Nothing of yours was refused in this room. `explain LINE` says what a line would do." }
          : { card: refusalCard(refusal) };
      },
    }),
  ];
}

function refusalCard({ entry, at, command, words, reason, policies }: Refusal): Card {
  return {
    title: `\`${words ?? command}\` was refused`,
    state: "refused",
    blocks: [
      { kind: "text", text: reason ?? "The reason has been erased from the record." },
      { kind: "fields", fields: policies.map((policy) => policyField(policy)) },
    ],
    foot: `Entry ${entry} of the record, ${at.toISOString().slice(0, 16).replace("T", " ")} UTC`,
  };
}

/** One card for a line: each call with its decision, or what Wardroom would ask back. */
export function explanationCard(explained: Explanation): Card {
  const { act, ask, choices, calls } = explained;
  if (calls.length === 0) {
    const card = textCard(ask ?? "That means no command. I would stay silent.");
    return choices === undefined
      ? card
      : { ...card, blocks: [...(card.blocks ?? []), { kind: "list", items: [...choices] }] };
  }
  const [first] = calls;
  const blocks = calls.flatMap(
    (call): NonNullable<Card["blocks"]> => [
      { kind: "text", text: call.say },
      { kind: "fields", fields: callFields(call) },
    ],
  );
  return {
    title: calls.length === 1 && first !== undefined ? headline(first, act) : `${calls.length} commands`,
    // Allowed is no mark of its own: nobody has approved anything, and nothing has run.
    ...(calls.every((call) => call.decision?.kind === "allow") ? {} : { state: "refused" as const }),
    blocks:
      act === "confirm" ? [...blocks, { kind: "text", text: "I would show you this call first and ask." }] : blocks,
    foot: "Nothing was run.",
  };
}

function headline({ call, decision, missing }: ExplainedCall, act: Explanation["act"]): string {
  if (decision === undefined) return `\`${call}\` still needs ${missing.join(", ")}`;
  if (decision.kind !== "allow") return `\`${call}\` would be refused`;
  return act === "confirm" ? `\`${call}\` would run once you agree` : `\`${call}\` would run`;
}

function callFields({ call, summary, risk, via, confidence, decision }: ExplainedCall): Field[] {
  const how = confidence < 1 ? `${via}, ${Math.round(confidence * 100)} % sure` : via;
  return [
    { label: "Call", value: call, mono: true },
    { label: "Does", value: `${summary} (${risk})` },
    { label: "Understood by", value: how },
    ...(decision?.policies ?? []).map((policy) => policyField(policy)),
    ...(decision?.askWhom === undefined ? [] : [{ label: "Ask", value: decision.askWhom.join(", ") }]),
  ];
}

function policyField({ id, file, line }: { id: string; file: string; line: number }): Field {
  const place = `${file}:${line}`;
  return { label: "Policy", value: file === "default" || id === place ? id : `${id} (${place})`, mono: true };
}
