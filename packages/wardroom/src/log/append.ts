import type { ChatEvent } from "@wardroom/sdk";
import { type Batch, openBatch } from "../base/batch.ts";
import type { Delivery } from "../model/delivery.ts";
import type { RoomEvent } from "../model/event.ts";
import type { Intent } from "../model/intent.ts";
import type { Account, Person, Question } from "../model/message.ts";
import type { Store } from "../store/store.ts";
import { appendStatement, PARTING, type Part, parts } from "./statement.ts";

export interface AppendNeeds {
  readonly store: Store;
  /** The number under which this process takes messages on. */
  readonly worker: number;
  /** Which chat carries a room; undefined for Wardroom's own, whose log is the delivery. */
  chatOf(room: string): string | undefined;
  now(): Date;
  /** Told after the commit which events stand in Wardroom's own rooms, numbered from `before + 1` to `upTo`. */
  appended(events: readonly RoomEvent[], before: number, upTo: number): void;
}

/** Something that was heard, to be stored. */
interface ToHear {
  readonly id: string;
  readonly account: Account;
  readonly person: Person | undefined;
  readonly room: string;
  /** Wardroom's own rooms keep what is said in their log; other platforms keep it themselves. */
  readonly ownRoom: boolean;
  readonly event: ChatEvent;
}

/** Where what was heard stands. */
interface Stored {
  /** The event's number in the log of Wardroom's own rooms; 0 elsewhere. */
  readonly number: number;
  /** The question that it may answer. */
  readonly question?: Question;
}

/** What is written together: everything that is said and shown goes through here, in one order. */
export interface Append {
  /** Resolves once it is stored; undefined when the same happening was stored before. */
  heard(item: ToHear): Promise<Stored | undefined>;
  /** Resolves once it stands, to the number that Wardroom's own rooms have then reached; 0 when nothing went there. */
  deliver(delivery: Delivery): Promise<number>;
  idle(): Promise<void>;
}

type Item = { readonly hear: ToHear } | { readonly deliver: Delivery };

const WARDROOM = { kind: "bot", id: "wardroom", name: "Wardroom" } as const;

/** One writer a process, for both ways: two would only wait for each other's row lock. */
export function openAppend(needs: AppendNeeds): Append {
  const batch: Batch<Item, Stored | number | undefined> = openBatch((items) => write(needs, items), { isOfOne });
  return {
    heard: async (item) => (await batch.add({ hear: item })) as Stored | undefined,
    deliver: async (delivery) => (await batch.add({ deliver: delivery })) as number,
    idle: batch.idle,
  };
}

interface Written {
  readonly before: string | null;
  readonly numbers: readonly string[] | null;
  readonly fresh: readonly (readonly [id: string, position: number | null, question: Question | null])[] | null;
}

async function write(needs: AppendNeeds, items: readonly Item[]): Promise<(Stored | number | undefined)[]> {
  const at = needs.now();
  const heard = items.flatMap((item) => ("hear" in item ? [item.hear] : []));
  const deliveries = items.flatMap((item) => ("deliver" in item ? [item.deliver] : []));
  const shown: Intent[] = [];
  const sent: { readonly intent: Intent; readonly chat: string }[] = [];
  for (const { intents } of deliveries)
    for (const intent of intents) {
      const chat = needs.chatOf(intent.place.room);
      if (chat === undefined) shown.push(intent);
      else sent.push({ intent, chat });
    }

  const columns = columnsOf(heard, deliveries, shown, sent);
  if (columns.size === 0) return items.map(() => 0);
  const { rows } = await needs.store.pool.query<Written>({
    ...appendStatement(new Set(columns.keys())),
    values: [needs.worker, at, ...[...columns.values()].flat()],
  });
  const [row] = rows;
  const before = Number(row?.before ?? 0);
  const fresh = new Map((row?.fresh ?? []).map(([id, position, question]) => [id, { position, question }]));
  const numbers = new Set((row?.numbers ?? []).map(Number));

  const said = heard.filter(({ id }) => fresh.get(id)?.position != null);
  const events = [
    ...said.map((item, i) => heardEvent(item, before + i + 1)),
    ...shown.map((intent, i) => shownEvent(intent, before + said.length + i + 1, at)),
  ];
  const upTo = before + events.length;
  if (row?.before != null)
    needs.appended(
      events.filter(({ number }) => numbers.has(number)),
      before,
      upTo,
    );

  return items.map((item) => {
    if ("deliver" in item) return row?.before == null ? 0 : upTo;
    const stored = fresh.get(item.hear.id);
    if (stored === undefined) return undefined;
    return { number: stored.position === null ? 0 : before + stored.position, question: stored.question ?? undefined };
  });
}

/** The columns of each part that is there, in the order of `parts`. */
function columnsOf(
  heard: readonly ToHear[],
  deliveries: readonly Delivery[],
  shown: readonly Intent[],
  sent: readonly { readonly intent: Intent; readonly chat: string }[],
): ReadonlyMap<Part, readonly string[]> {
  const { asked, answered } = lastQuestions(deliveries);
  const ended = deliveries.flatMap(({ ends }) => ends ?? []);
  const all: readonly (readonly [Part, readonly string[]])[] = [
    ["heard", joined("heard", heard, heardValues)],
    ["shown", joined("shown", shown, shownValues)],
    ["sent", joined("sent", sent, sentValues)],
    ["ended", joined("ended", ended, ({ message, act, outcome }) => [message, act, outcome])],
    ["asked", joined("asked", asked, askedValues)],
    ["answered", joined("answered", answered, ({ room, thread, person }) => [room, thread, person])],
  ];
  return new Map(all.filter(([, columns]) => columns.length > 0));
}

type Values = readonly (string | undefined)[];

function heardValues({ id, account, person, room, ownRoom, event }: ToHear): Values {
  const { platform, tenant, userId } = account;
  const { kind, native, thread, direct, text, at } = event;
  const name = person?.name ?? userId;
  const own = ownRoom ? "t" : undefined;
  return [
    id,
    platform,
    tenant,
    kind,
    room,
    native,
    userId,
    person?.id,
    name,
    thread,
    direct ? "t" : "f",
    text,
    at.toISOString(),
    own,
  ];
}

function shownValues({ key, place, message, to, body }: Intent): Values {
  return [key, place.room, place.thread, message, to, json(body)];
}

function sentValues({ intent, chat }: { readonly intent: Intent; readonly chat: string }): Values {
  return [intent.key, chat, intent.place.room, intent.place.thread, intent.message, json(intent)];
}

function askedValues({ room, thread, person, asks }: Asked): Values {
  return [room, thread, person, asks.id, json(asks), asks.expiresAt];
}

/** Rows → columns of joined text. A value that is not there, and an empty one, is nothing between two partings. */
function joined<Row>(part: Part, rows: readonly Row[], values: (row: Row) => Values): readonly string[] {
  if (rows.length === 0) return [];
  const all = rows.map(values);
  return parts[part].map((_, column) => all.map((row) => storable(row[column] ?? "")).join(PARTING));
}

/** What a text column cannot hold (NUL, half a surrogate pair) and what parts the values, as what it is: no character. */
function storable(text: string): string {
  return /[\0\x1e\ud800-\udfff]/.test(text) ? text.toWellFormed().replace(/[\0\x1e]/g, "\ufffd") : text;
}

/** JSON that `jsonb` takes: it refuses the escapes of what text cannot hold. Looked for in the print, as it is rare. */
function json(value: unknown): string {
  const printed = JSON.stringify(value);
  if (!/\\u(?:0000|d[89a-f])/i.test(printed)) return printed;
  return JSON.stringify(value, (_, inner) =>
    typeof inner === "string" ? inner.toWellFormed().replaceAll("\0", "\ufffd") : inner,
  );
}

/**
 * Classes of errors that one value causes: data exceptions, broken constraints, what exceeds a limit (a key too long for
 * its index). The statement then wrote nothing, so the rest can be written without it.
 */
function isOfOne(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  return error instanceof RangeError || (typeof code === "string" && /^(?:22|23|54)/.test(code));
}

type Asking = NonNullable<Delivery["question"]>;
type Asked = Asking & { readonly asks: Question };

/** One statement may touch a question once: what was said of it last in this batch holds. */
function lastQuestions(deliveries: readonly Delivery[]): { asked: readonly Asked[]; answered: readonly Asking[] } {
  const last = new Map<string, Asking>();
  for (const { question } of deliveries)
    if (question !== undefined)
      last.set(JSON.stringify([question.room, question.thread ?? "", question.person]), question);
  const all = [...last.values()];
  return {
    asked: all.filter((one): one is Asked => one.asks !== null),
    answered: all.filter(({ asks }) => asks === null),
  };
}

function heardEvent({ id, account, person, room, event }: ToHear, number: number): RoomEvent {
  return {
    number,
    room,
    thread: event.thread,
    message: id,
    at: event.at.toISOString(),
    by: { kind: "person", id: person?.id ?? account.userId, name: person?.name ?? account.userId },
    body: { kind: "message", text: event.text },
  };
}

function shownEvent({ place, message, to, body }: Intent, number: number, at: Date): RoomEvent {
  return { number, room: place.room, thread: place.thread, message, at: at.toISOString(), by: WARDROOM, to, body };
}
