import { type SqlBool, sql } from "kysely";
import type { Account } from "../model/message.ts";
import type { Store } from "../store/store.ts";
import { parseEntry } from "./entry.ts";
import type { Openings, SealedField } from "./seal.ts";

/** What is asked of the record. */
export interface Asked {
  /** Who asks: what happened in these rooms, and what this person did anywhere. */
  readonly visible: { readonly rooms: readonly string[]; readonly person?: string };
  readonly room?: string;
  readonly person?: string;
  readonly command?: string;
  readonly since?: Date;
  readonly until?: Date;
  /** Entries from this number on and below that one. A decision counts when it or its outcome lies there. */
  readonly from?: number;
  readonly below?: number;
  readonly refused?: boolean;
  /** At most so many, the newest; 50 when absent. */
  readonly limit?: number;
}

/** A request as the record holds it. What was erased is absent. */
export interface Happened {
  readonly entry: number;
  readonly at: Date;
  readonly command: string;
  readonly via: string;
  readonly decision: "allow" | "wait" | "deny";
  readonly code: string;
  readonly policies: readonly { readonly id: string; readonly file: string; readonly line: number }[];
  readonly who?: { readonly person: string; readonly name: string; readonly account: Account };
  readonly where?: { readonly room: string; readonly thread?: string };
  readonly words?: string;
  readonly args?: Readonly<Record<string, unknown>>;
  readonly reason?: string;
  /** Absent while it runs, or when it was cut off. */
  readonly outcome?: { readonly entry: number; readonly kind: string; readonly at: Date; readonly ms: number };
}

/** Requests that somebody may see, newest first. */
export async function readHappened({ db }: Store, asked: Asked): Promise<Happened[]> {
  const { visible, from, below } = asked;
  const rooms = sql<SqlBool>`t.room = any(${[...visible.rooms]}::text[])`;
  let query = db
    .selectFrom("entry as d")
    .innerJoin("entry_text as t", "t.entry", "d.number")
    .leftJoin("entry as o", (join) => join.onRef("o.request", "=", "d.request").on("o.kind", "=", "outcome"))
    .select(["d.number", "d.body", "t.openings", "o.body as outcome"])
    .where("d.kind", "=", "decision")
    .where(({ or, eb }) => or([rooms, ...(visible.person === undefined ? [] : [eb("t.person", "=", visible.person)])]));
  if (asked.room !== undefined) query = query.where("t.room", "=", asked.room);
  if (asked.person !== undefined) query = query.where("t.person", "=", asked.person);
  if (asked.command !== undefined) query = query.where("d.command", "=", asked.command);
  if (asked.since !== undefined) query = query.where("d.at", ">=", asked.since);
  if (asked.until !== undefined) query = query.where("d.at", "<", asked.until);
  if (asked.refused) query = query.where(sql<SqlBool>`d.body::jsonb ->> 'decision' <> 'allow'`);
  if (from !== undefined || below !== undefined) {
    const within = sql`e.number >= ${from ?? 0}::bigint and e.number < ${below ?? Number.MAX_SAFE_INTEGER}::bigint`;
    query = query.where(
      sql<SqlBool>`d.number in (
        select e.number from entry as e where ${within} and e.kind = 'decision'
        union
        select a.number from entry as e join entry as a on a.request = e.request and a.kind = 'decision'
        where ${within} and e.kind = 'outcome')`,
    );
  }
  const rows = await query
    .orderBy("d.number", "desc")
    .limit(asked.limit ?? 50)
    .execute();
  return rows.flatMap(({ body, openings, outcome }) => happened(body, openings, outcome) ?? []);
}

function happened(body: string, printed: string, outcomeBody: string | null): Happened | undefined {
  const entry = parseEntry(body);
  if (entry?.kind !== "decision") return;
  const outcome = outcomeBody === null ? undefined : parseEntry(outcomeBody);
  const openings: Openings = JSON.parse(printed);
  const json = (field: SealedField) => openings[field] && JSON.parse(openings[field].text);
  return {
    entry: entry.number,
    at: new Date(entry.at),
    command: entry.command,
    via: entry.via,
    decision: entry.decision,
    code: entry.code,
    policies: entry.policies,
    who: json("who"),
    where: json("where"),
    words: openings.words?.text,
    args: json("args"),
    reason: openings.reason?.text,
    outcome:
      outcome?.kind === "outcome"
        ? { entry: outcome.number, kind: outcome.outcome, at: new Date(outcome.at), ms: outcome.ms }
        : undefined,
  };
}
