/**
 * What chats put in place of what people typed: Slack's `<@U1>`, `<#C1|soc>`, `<http://x|x>`, Discord's `<@!123>`,
 * the `<at>Ana</at>` of Teams, Markdown links. Sources: Slack "Formatting text for app surfaces", Discord "Message
 * formatting", Teams "Channel and group chat conversations".
 */

/** Says whom or what a chat's own id means; undefined when nobody knows. */
export type Mention = (kind: "user" | "room", id: string, label: string | undefined) => string | undefined;

export interface Unwrapped {
  readonly text: string;
  /** Where an automatic link points, when `text` is what the person typed. */
  readonly alt?: string;
  /** The chat's own id, of a mention. */
  readonly id?: string;
  readonly end: number;
}

const ANGLED =
  /<(?:@([!&]?)([A-Za-z0-9_.:-]{1,100})(?:\|([^<>|\n]{0,100}))?|#([A-Za-z0-9_.:-]{1,100})(?:\|([^<>|\n]{0,100}))?|!(here|channel|everyone)(?:\|[^<>\n]{0,100})?|!subteam\^([A-Za-z0-9]{1,40})(?:\|([^<>|\n]{0,100}))?|((?:[a-z][a-z0-9+.-]{1,20}:\/\/|mailto:|tel:)[^<>|\s]{1,4000})(?:\|([^<>\n]{0,4000}))?)>|<at(?:\s[^<>\n]{0,100})?>([^<>\n]{1,100})<\/at>/iy;

const MARKDOWN_LINK = /\[([^[\]\n]{1,300})\]\(<?((?:[a-z][a-z0-9+.-]{1,20}:\/\/|mailto:)[^\s<>()]{1,4000})>?\)/iy;

/** What stands at `start` of `source`, if it is such a markup. */
export function unwrapAt(source: string, start: number, mention: Mention | undefined): Unwrapped | undefined {
  if (source.charCodeAt(start) === 0x5b) {
    MARKDOWN_LINK.lastIndex = start;
    const link = MARKDOWN_LINK.exec(source);
    return link === null ? undefined : { ...linked(link[2] ?? "", link[1]), end: MARKDOWN_LINK.lastIndex };
  }
  ANGLED.lastIndex = start;
  const match = ANGLED.exec(source);
  if (match === null) return undefined;
  const end = ANGLED.lastIndex;
  const [, sign, user, userLabel, room, roomLabel, everybody, team, teamLabel, url, urlLabel, named] = match;
  if (user !== undefined) {
    const known = sign === "&" ? undefined : mention?.("user", user, userLabel);
    return { text: `@${known ?? bareLabel(userLabel) ?? user}`, id: user, end };
  }
  if (room !== undefined) {
    return { text: `#${mention?.("room", room, roomLabel) ?? bareLabel(roomLabel) ?? room}`, id: room, end };
  }
  if (everybody !== undefined) return { text: `@${everybody}`, end };
  if (team !== undefined) return { text: `@${bareLabel(teamLabel) ?? team}`, id: team, end };
  if (named !== undefined) return { text: `@${mention?.("user", named, named) ?? bareLabel(named)}`, id: named, end };
  return { ...linked(url ?? "", urlLabel), end };
}

/** Text inside quotes, each markup in it as what it stands for. */
export function unwrapAll(text: string, mention: Mention | undefined): string {
  if (!/[<[]/.test(text)) return text;
  let plain = "";
  let from = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code !== 0x3c && code !== 0x5b) continue;
    const found = unwrapAt(text, i, mention);
    if (found === undefined) continue;
    plain += text.slice(from, i) + found.text;
    from = found.end;
    i = found.end - 1;
  }
  return plain + text.slice(from);
}

function bareLabel(label: string | undefined): string | undefined {
  const bare = label?.trim().replace(/^[@#]/, "");
  return bare === "" ? undefined : bare;
}

/**
 * A link whose label is the address itself was typed by the person and linked by the chat: the label is what they
 * said. Any other label hides where the link goes, so the target counts.
 */
function linked(target: string, label: string | undefined): { text: string; alt?: string } {
  const url = target.replace(/&amp;/g, "&").replace(/&lt;/g, "<").replace(/&gt;/g, ">");
  if (label === undefined || label === "" || label === url) return { text: url.replace(/^(?:mailto|tel):/i, "") };
  const bare = (text: string) => text.replace(/^(?:[a-z][a-z0-9+.-]*:\/\/|mailto:|tel:)/i, "").replace(/\/$/, "");
  const said = label.replace(/&amp;/g, "&").trim();
  if (bare(url).toLowerCase() === bare(said).toLowerCase()) return { text: said, alt: url };
  return { text: url.replace(/^(?:mailto|tel):/i, ""), alt: said };
}
