import { type Batch, openBatch } from "../base/batch.ts";
import type { Decision } from "../model/decision.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Store } from "../store/store.ts";
import { parseEntry } from "./entry.ts";
import { type Openings, opens } from "./seal.ts";

/** What the record holds of a request. */
export interface Standing {
  readonly decision?: Pick<Decision, "kind" | "reason" | "policies"> & {
    readonly entry: number;
    /** The hash of the call that was decided on; absent when it was erased. */
    readonly call?: string;
  };
  readonly outcome?: Outcome & { readonly entry: number };
}

/** What stands where a text was erased. */
export const ERASED = "(erased)";

/** The decision and outcome of a request; undefined when it was never decided on. */
export async function findRequest({ db }: Store, request: string): Promise<Standing | undefined> {
  const rows = await db
    .selectFrom("entry")
    .innerJoin("entry_text", "entry_text.entry", "entry.number")
    .select(["number", "body", "openings"])
    .where("request", "=", request)
    .execute();
  const standing: { -readonly [K in keyof Standing]: Standing[K] } = {};
  for (const { number, body, openings: printed } of rows) {
    const openings: Openings = JSON.parse(printed);
    const entry = parseEntry(body);
    if (entry?.kind === "decision")
      standing.decision = {
        entry: number,
        kind: entry.decision,
        reason: { code: entry.code as Decision["reason"]["code"], say: openings.reason?.text ?? ERASED },
        policies: entry.policies,
        call: openings.call?.text,
      };
    else if (entry?.kind === "outcome") {
      const said = openings.output?.text;
      const output: Pick<Outcome, "say" | "card" | "files"> =
        said === undefined ? { say: ERASED, files: [] } : JSON.parse(said);
      standing.outcome = { entry: number, kind: entry.outcome, ms: entry.ms, ...output };
    }
  }
  return rows.length === 0 ? undefined : standing;
}

/**
 * Reads allowed calls back by their numbers, many callers in one query: the call hash that stands there, or undefined
 * when entry N is no "allow", or its text is not what the entry commits to.
 */
export function openCallReader({ pool }: Store): Batch<number, string | undefined> {
  return openBatch(async (numbers) => {
    const { rows } = await pool.query<{ number: number; body: string; openings: string }>({
      name: "record-call",
      text: `select number, body, openings from entry join entry_text on entry = number where number = any($1)`,
      values: [[...new Set(numbers)]],
    });
    const calls = new Map(rows.map((row) => [row.number, allowedCall(row.body, JSON.parse(row.openings))]));
    return numbers.map((number) => calls.get(number));
  });
}

function allowedCall(body: string, { call }: Openings): string | undefined {
  const entry = parseEntry(body);
  if (entry?.kind !== "decision" || entry.decision !== "allow" || entry.sealed.call === undefined || !call) return;
  return opens(entry.sealed.call, call) ? call.text : undefined;
}
