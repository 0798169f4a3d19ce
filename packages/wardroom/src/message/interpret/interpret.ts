import type { Inventory } from "@wardroom/sdk";
import type { Interpretation } from "../../model/interpretation.ts";
import type { Question } from "../../model/message.ts";
import type { Registry } from "../../model/registry.ts";
import { MAX_TEXT_CHARS } from "../../model/wire.ts";
import { compileAddress } from "./address.ts";
import { aliasKey } from "./alias.ts";
import { answer, isDropping } from "./answer.ts";
import { compileGrammar } from "./grammar.ts";
import type { Heard, Interpret } from "./heard.ts";
import { asked, SILENT } from "./meaning.ts";
import { compileNear } from "./near.ts";
import { overheard } from "./overheard.ts";
import { compilePhrases } from "./phrase.ts";
import { tokenize } from "./token.ts";
import { type Language, understand } from "./understand.ts";
import { unknown } from "./unknown.ts";

export type { Heard, Interpret } from "./heard.ts";

export interface InterpretNeeds {
  readonly registry: Registry;
  readonly inventory: Inventory;
  /** What Wardroom is called here: names without `@`, and its own ids on the chats. */
  readonly botNames: readonly string[];
  readonly siteAliases: ReadonlyMap<string, string>;
  /** For people who have none of their own. */
  readonly zone?: string;
}

/**
 * The door of the stage: from what somebody said to what it means. In this order:
 *
 *     is it meant for Wardroom → does it answer a question → a command's name → an alias → a phrase → did you mean
 *
 * Compiled once for a registry; a reload compiles another. Nothing in here waits, and no message costs more because
 * there are more commands.
 */
export function compileInterpret(needs: InterpretNeeds): Interpret {
  const grammar = compileGrammar(needs.registry);
  const language: Language = {
    grammar,
    phrases: compilePhrases(grammar),
    inventory: needs.inventory,
    siteAliases: new Map([...needs.siteAliases].map(([name, line]) => [aliasKey(name), line])),
  };
  const near = compileNear(grammar);
  const addressOf = compileAddress(needs.botNames);

  return (said) => {
    const heard: Heard = said.zone === undefined && needs.zone !== undefined ? { ...said, zone: needs.zone } : said;
    const meant = heard.addressed === true || heard.direct;
    if (heard.text.length > MAX_TEXT_CHARS) return tooLong(heard, meant);
    const address = addressOf(heard.text, meant, heard.mention);
    const line = address.addressed ? withoutQuotes(address.line) : address.line;
    const question = waiting(heard);
    if (question !== undefined) {
      const meaning = answered(question, line, heard, address.addressed);
      if (meaning !== undefined) return meaning;
    }
    if (!address.addressed) return overheard(language.phrases, needs.inventory, heard);
    return understand(language, line, heard) ?? unknown(grammar, near, line, tokenize(line, heard.mention), heard);
  };

  /** A whole command wins over the question, but for "cancel"; else what fills it; else a command that is begun. */
  function answered(question: Question, line: string, heard: Heard, meant: boolean): Interpretation | undefined {
    const command = meant && !isDropping(line) ? understand(language, line, heard) : undefined;
    if (command !== undefined && command.act !== "ask") return command;
    const filling = answer(grammar, question, line, heard, meant);
    if (filling !== undefined && "line" in filling) return understand(language, filling.line, heard) ?? SILENT;
    if (command !== undefined && filling?.ask?.code === "wrong") return command;
    return filling;
  }

  function tooLong(heard: Heard, meant: boolean): Interpretation {
    if (!addressOf(heard.text.slice(0, 400), meant, heard.mention).addressed) return SILENT;
    const say = `That is ${heard.text.length.toLocaleString("en")} characters; I read up to ${MAX_TEXT_CHARS.toLocaleString("en")}. Send the rest as a file.`;
    return asked({ code: "too-long", say });
  }
}

function waiting({ question, now }: Heard): Question | undefined {
  return question === undefined || Date.parse(question.expiresAt) <= now.getTime() ? undefined : question;
}

/** A reply that quotes what it answers: the quoted lines are somebody else's words. */
function withoutQuotes(line: string): string {
  if (!line.startsWith(">") || !line.includes("\n")) return line;
  const own = line.split("\n").filter((one) => !/^\s*>/.test(one));
  const text = own.join("\n").trim();
  return text === "" ? line : text;
}
