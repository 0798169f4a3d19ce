import type { Card, Risk } from "@wardroom/sdk";
import { usageOf } from "../message/interpret/usage.ts";
import type { Listed } from "./listed.ts";

const RISKS: Readonly<Record<Risk, string>> = {
  read: "only looks, changes nothing",
  reversible: "changes something, and can be undone",
  irreversible: "changes something for good, and first shows what",
};

/** One command: how it is typed, with what, other ways to say it, who may. */
export function commandCard({ registered, may }: Listed): Card {
  const { command } = registered;
  const { line, args } = usageOf(registered);
  const blocks: NonNullable<Card["blocks"]> = [{ kind: "code", text: line }];
  if (args.length > 0)
    blocks.push({ kind: "fields", fields: args.map(({ name, say }) => ({ label: name, value: say })) });
  const examples = command.examples.map((example) => (typeof example === "string" ? example : example.say));
  blocks.push({ kind: "text", text: "For example:" }, { kind: "code", text: examples.join("\n") });
  if (command.phrases.length > 0) {
    blocks.push(
      { kind: "text", text: "Or in words:" },
      { kind: "list", items: command.phrases.slice(0, 4).map(spoken) },
    );
  }
  const fields = [
    { label: "Risk", value: `${command.risk}: ${RISKS[command.risk]}` },
    { label: "You", value: may.say },
    { label: "From", value: `${registered.plugin} (${registered.origin})` },
  ];
  if (!may.allowed && may.askWhom.length > 0) fields.splice(2, 0, { label: "Ask", value: may.askWhom.join(", ") });
  blocks.push({ kind: "fields", fields });
  return { title: `${command.name}: ${command.summary}`, blocks };
}

/** `what's going on with {host}` as people write a gap. */
function spoken(phrase: string): string {
  return phrase.replace(/\{\s*([\w-]+)\s*\}/g, "<$1>");
}
