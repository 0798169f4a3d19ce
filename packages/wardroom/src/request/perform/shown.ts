import { type Block, type Card, cardSchema, type FileSaid, type Said } from "@wardroom/sdk";
import { z } from "zod";
import { Fault } from "../../base/fault.ts";
import { printable } from "../../base/printable.ts";
import type { KeptFile, Outcome } from "../../model/outcome.ts";
import { type Shortened, shortenBlock, shortenText } from "./shorten.ts";

export interface ShowNeeds {
  blank(text: string): string;
  keep(name: string, content: Uint8Array): Promise<KeptFile>;
}

/** What plugins promise by type, held to at run time; the card has its own schema. */
const saidSchema = z.looseObject({
  say: z.string().optional(),
  card: z.custom<Card>((card) => typeof card === "object" && card !== null).optional(),
  files: z
    .array(z.object({ name: z.string(), content: z.union([z.string(), z.instanceof(Uint8Array)]) }))
    .readonly()
    .optional(),
});

const MOST_FILE_BYTES = 32 * 1_048_576;
const MOST_FILES = 20;
const MOST_BLOCKS = 50;

/**
 * What a command said as it may be shown: secrets blanked, control characters gone, long parts summarised with their whole
 * kept as a file. Throws {@link Fault} `card-wrong` for a card that is none.
 */
export async function shown(
  said: Said | string,
  command: string,
  needs: ShowNeeds,
): Promise<Pick<Outcome, "say" | "card" | "files">> {
  const { say, card, files = [] } = saidSchema.parse(typeof said === "string" ? { say: said } : said);
  const keeper = openKeeper(command, needs);
  const text = say === undefined ? undefined : await keeper.text(needs.blank(printable(say)));
  const drawn = card === undefined ? undefined : await drawnCard(card, keeper, needs);
  const notes: string[] = [];
  for (const file of files.slice(0, MOST_FILES)) notes.push(...(await keeper.file(file)));
  if (files.length > MOST_FILES) notes.push(`It gave ${files.length} files; the first ${MOST_FILES} are kept.`);
  const words = [...(text === undefined || text === "" ? [] : [text]), ...notes].join("\n");
  return {
    ...(words === "" ? {} : { say: words }),
    ...(drawn === undefined ? {} : { card: drawn }),
    files: keeper.kept,
  };
}

async function drawnCard(card: Card, keeper: Keeper, needs: ShowNeeds): Promise<Card> {
  const parsed = cardSchema.safeParse(cleaned(card, (text) => needs.blank(printable(text))));
  if (!parsed.success)
    throw new Fault("card-wrong", "It answered with a card that cannot be shown.", { issues: parsed.error.issues });
  const blocks: Block[] = [];
  for (const block of parsed.data.blocks.slice(0, MOST_BLOCKS)) {
    const short = shortenBlock(block);
    blocks.push(...(short === undefined ? [block] : await keeper.short(short)));
  }
  const rest = parsed.data.blocks.slice(MOST_BLOCKS);
  if (rest.length > 0)
    blocks.push(
      ...(await keeper.short<Block[]>({
        whole: JSON.stringify(rest, null, 2),
        ending: "json",
        short: (kept) => [{ kind: "text", text: `${rest.length} more parts; ${kept}.` }],
      })),
    );
  return { ...parsed.data, blocks };
}

interface Keeper {
  readonly kept: KeptFile[];
  text(text: string): Promise<string>;
  short<T>(shortened: Shortened<T>): Promise<T>;
  /** Keeps a file that the command gave; what it gives back has to be said about it. */
  file(file: FileSaid): Promise<string[]>;
}

function openKeeper(command: string, needs: ShowNeeds): Keeper {
  const kept: KeptFile[] = [];
  const used = new Map<string, number>();
  const wholeName = (ending: string): string => {
    const times = (used.get(ending) ?? 0) + 1;
    used.set(ending, times);
    return `${command.replaceAll(" ", "-")}${times === 1 ? "" : `-${times}`}.${ending}`;
  };
  async function short<T>({ whole, ending, short }: Shortened<T>): Promise<T> {
    const name = wholeName(ending);
    try {
      kept.push(await needs.keep(name, Buffer.from(whole)));
      return short(`the whole is in ${name}`);
    } catch {
      // Shown all the same: a store that cannot take a file now must not swallow the answer.
      return short("the whole could not be kept");
    }
  }
  return {
    kept,
    short,
    async text(text) {
      const shortened = shortenText(text);
      return shortened === undefined ? text : short(shortened);
    },
    async file({ name, content }) {
      const safe = fileName(needs.blank(printable(name)));
      const bytes = blankedBytes(content, needs.blank);
      if (bytes.length > MOST_FILE_BYTES)
        return [`${safe} is larger than ${MOST_FILE_BYTES / 1_048_576} MB and was not kept.`];
      try {
        kept.push(await needs.keep(safe, bytes));
        return [];
      } catch {
        return [`${safe} could not be kept.`];
      }
    },
  };
}

/** A name without folders, blanks at its ends, or anything hidden. */
function fileName(name: string): string {
  const last = name.split(/[/\\]/).at(-1)?.replace(/\n/g, " ").trim().replace(/^\.+/, "").slice(0, 120);
  return last || "file";
}

/** Text is blanked as text; bytes that are no UTF-8 are blanked byte for byte, and stay what they were otherwise. */
function blankedBytes(content: string | Uint8Array, blank: (text: string) => string): Uint8Array {
  if (typeof content === "string") return Buffer.from(blank(content));
  const bytes = Buffer.from(content.buffer, content.byteOffset, content.byteLength);
  for (const encoding of ["utf8", "latin1"] as const) {
    const text = bytes.toString(encoding);
    if (encoding === "utf8" && !Buffer.from(text, encoding).equals(bytes)) continue;
    const blanked = blank(text);
    return blanked === text ? bytes : Buffer.from(blanked, encoding);
  }
  return bytes;
}

function cleaned<T>(value: T, clean: (text: string) => string): T {
  if (typeof value === "string") return clean(value) as T;
  if (Array.isArray(value)) return value.map((inner) => cleaned(inner, clean)) as T;
  if (value === null || typeof value !== "object") return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, cleaned(inner, clean)])) as T;
}
