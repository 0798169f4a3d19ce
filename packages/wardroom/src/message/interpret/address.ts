import { fold, isBlank, isInvisible } from "./letter.ts";
import { type Mention, unwrapAt } from "./markup.ts";

/** Whether words are meant for Wardroom, and what is left when the address is taken off. */
export interface Address {
  readonly addressed: boolean;
  /** Named or marked by the words themselves: `@wardroom`, `wardroom:`, `/`, `!`. */
  readonly explicit: boolean;
  readonly line: string;
}

const GREETING = /^(?:hi|hey|hello|ok|okay|yo|dear)[\s,]+/i;
const NAME = /^@?([\p{L}\p{N}][\p{L}\p{N}_.-]*)/u;
const TRAILING = /[\s,]+@([\p{L}\p{N}][\p{L}\p{N}_-]*)[\s.!?]*$/u;
const MENTION_AT_END = /(?:<@!?[A-Za-z0-9_]{1,60}(?:\|[^<>\n]{0,60})?>|<at>[^<>\n]{1,60}<\/at>)[\s.!?]*$/;

/**
 * Takes the address off: `@wardroom host list`, `wardroom: host list`, `hey @wardroom, host list`, `/host list`,
 * `/wardroom host list`, `!host list`, `host list @wardroom`. `meant` says that the chat knows it is addressed.
 */
export function compileAddress(botNames: readonly string[]) {
  const names = new Set(botNames.map((name) => fold(name.replace(/^@/, ""))));

  return (text: string, meant: boolean, mention?: Mention): Address => {
    let start = 0;
    while (start < text.length && (isBlank(text.charCodeAt(start)) || isInvisible(text.charCodeAt(start)))) start++;
    const said = start === 0 ? text : text.slice(start);
    const line = leading(said, meant, mention) ?? trailing(said, mention);
    if (line !== undefined) return { addressed: true, explicit: true, line };
    return { addressed: meant, explicit: false, line: said };
  };

  function leading(said: string, meant: boolean, mention?: Mention): string | undefined {
    const first = said.charCodeAt(0);
    if (first === 0x2f) return slash(said);
    if (first === 0x21) return /^!\s*[\p{L}]/u.test(said) ? said.replace(/^!\s*/, "") : undefined;
    const greeted = GREETING.test(said) ? said.replace(GREETING, "") : undefined;
    return named(said, meant, mention) ?? (greeted === undefined ? undefined : named(greeted, meant, mention));
  }

  /** `/host list`, `/wardroom host list`; a path (`/etc/passwd`) is no slash command. */
  function slash(said: string): string | undefined {
    const word = /^\/([\p{L}][\p{L}\p{N}_-]*)(?=\s|$|[?!])/u.exec(said)?.[1];
    if (word === undefined) return undefined;
    return names.has(fold(word)) ? said.slice(word.length + 1).trimStart() : said.slice(1);
  }

  function named(said: string, meant: boolean, mention?: Mention): string | undefined {
    const first = said[0];
    if (first === "<") {
      const found = unwrapAt(said, 0, mention);
      if (found === undefined || !isName(found.text, found.id)) return undefined;
      return said.slice(found.end).replace(/^[\s,:]+/, "");
    }
    const match = NAME.exec(said);
    const word = match?.[1]?.replace(/[.-]+$/, "");
    if (match === null || word === undefined || !names.has(fold(word))) return undefined;
    const rest = said.slice(match[0].length);
    // "@wardroom's answer was odd" speaks about it, not to it.
    if (/^['\u2019]s?\s/i.test(rest)) return undefined;
    // Where it is meant for Wardroom anyway, its bare name is only politeness.
    if (first === "@" || (meant && /^\s/.test(rest))) return rest.replace(/^[\s,:]+/, "");
    return /^\s?[:,](?=\s|$)/.test(rest) ? rest.replace(/^[\s,:]+/, "") : undefined;
  }

  function trailing(said: string, mention?: Mention): string | undefined {
    const last = said.slice(-200);
    if (!last.includes("@") && !last.includes("</at>")) return undefined;
    const plain = TRAILING.exec(last);
    if (plain !== null && names.has(fold(plain[1] ?? ""))) return said.slice(0, said.length - plain[0].length);
    const marked = MENTION_AT_END.exec(last);
    if (marked === null) return undefined;
    const found = unwrapAt(marked[0], 0, mention);
    if (found === undefined || !isName(found.text, found.id)) return undefined;
    return said.slice(0, said.length - marked[0].length).replace(/[\s,]+$/, "");
  }

  function isName(text: string, id: string | undefined): boolean {
    return names.has(fold(text.replace(/^@/, ""))) || (id !== undefined && names.has(fold(id)));
  }
}
