import { setImmediate as turn } from "node:timers/promises";
import { entities } from "@wardroom/sdk";
import { z } from "zod";
import { type ListedType, type ListIndex, listIndex } from "./list-index.ts";

/** A list that was read, and how many of its entries could not be. */
export interface ReadList {
  readonly index: ListIndex;
  /** The list's own words on what it holds. */
  readonly about?: string;
  readonly unread: number;
}

/** MISP/misp-warninglists, `lists/NAME/list.json`. */
const mispSchema = z.object({
  name: z.string().optional(),
  description: z.string().optional(),
  type: z.enum(["cidr", "hostname", "string", "substring", "regex"]).optional(),
  list: z.array(z.union([z.string(), z.number()])),
});

const HASHES = ["md5", "sha1", "sha256", "sha512"] as const;
/** Lines read before others get their turn: a list of a million entries must not stop the rooms. */
const LINES_A_TURN = 2000;

/**
 * Reads a list in any of the common forms: a MISP warning list, a JSON array of texts, or lines with `#` or `;`
 * comments, each an address, a range, a domain, a URL, an e-mail address or a hash, also as a hosts file
 * (`0.0.0.0 NAME`), in columns of which the first counts, or as a filter rule (`||NAME^`).
 */
export async function readList(text: string): Promise<ReadList> {
  const index = listIndex();
  let unread = 0;
  const { entries, about } = entriesOf(text);
  for (const [i, entry] of entries.entries()) {
    if (i % LINES_A_TURN === LINES_A_TURN - 1) await turn();
    const read = readEntry(entry);
    if (read === undefined) unread++;
    else index.add(...read);
  }
  return { index, unread, ...(about === undefined ? {} : { about }) };
}

function entriesOf(text: string): { entries: readonly string[]; about?: string } {
  if (/^\ufeff?\s*[[{]/.test(text)) {
    const document = z.union([mispSchema, z.array(z.string())]).safeParse(parseJson(text));
    if (document.success) {
      if (Array.isArray(document.data)) return { entries: document.data };
      const { list, type, description } = document.data;
      // An operator's regular expression over attacker's text can take forever, and a part of a name says too little.
      const entries = list.map((entry) => (type === "regex" || type === "substring" ? "" : String(entry)));
      return { entries, ...(description === undefined ? {} : { about: description }) };
    }
  }
  return {
    entries: text
      .split(/\r?\n/)
      .map(entryOf)
      .filter((entry) => entry !== undefined),
  };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    return undefined;
  }
}

/** The entry of one line; undefined for one that holds none. */
function entryOf(line: string): string | undefined {
  const plain = line.trim();
  if (plain === "" || /^(?:#|;|\/\/|!)/.test(plain)) return undefined;
  const [first = "", second] = plain.split(/[\s,;|]+(?!\|)/).map((column) => column.replace(/^"(.*)"$/, "$1"));
  if (/^\|\|/.test(plain)) return plain.replace(/^\|\|/, "").replace(/[\^$/].*$/, "");
  if (/^(?:0\.0\.0\.0|127\.0\.0\.1|::1?)$/.test(first) && second !== undefined && !second.startsWith("#"))
    return second;
  return first;
}

function readEntry(entry: string): [ListedType, string] | undefined {
  const ip = entities.ip.parse(entry);
  if (ip !== undefined) return ["ip", ip];
  const url = entry.includes("://") ? entities.url.parse(entry) : undefined;
  if (url !== undefined) return ["url", url];
  const email = entry.includes("@") ? entities.email.parse(entry) : undefined;
  if (email !== undefined) return ["email", email];
  for (const name of HASHES) {
    const hash = entities[name].parse(entry);
    if (hash !== undefined) return ["hash", hash];
  }
  const domain = entities.domain.parse(entry.replace(/^(?:\*\.|\.)/, ""));
  return domain === undefined ? undefined : ["domain", domain];
}
