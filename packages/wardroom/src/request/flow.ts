import type { Decision, Grant, Recorded, Refused } from "../model/decision.ts";
import type { Outcome, RecordedOutcome } from "../model/outcome.ts";
import type { Request } from "../model/request.ts";

export interface RequestStages {
  judge(request: Request): Decision;
  perform(grant: Grant): Promise<Outcome>;
  record: {
    /** What stands already of a request that is taken up again. */
    find(requestId: string): Promise<{ readonly decision?: Recorded<Decision>; readonly outcome?: RecordedOutcome }>;
    decision(decision: Decision): Promise<Recorded<Decision>>;
    outcome(grant: Grant, outcome: Outcome): Promise<RecordedOutcome>;
  };
}

/**
 * The one door to doing anything:
 *
 *     judge → record → perform → record
 *
 * Chat, console, API and playbooks all come through here. Each result is the only key to the next step: `perform`
 * takes a Grant, and only the record makes one, of an "allow". So a crash can leave an intent without an outcome in the
 * record, never an outcome without an intent. A request taken up again goes on from what stands: what was decided is
 * not decided twice, what was answered is not run twice. Only a `read` runs again after a crash.
 */
export async function onRequest(
  request: Request,
  { judge, perform, record }: RequestStages,
): Promise<Refused | RecordedOutcome> {
  const stands = request.again === true ? await record.find(request.id) : {};
  if (stands.outcome !== undefined) return stands.outcome;
  const decision = stands.decision ?? (await record.decision(judge(request)));
  if (decision.kind !== "allow") return decision;
  return record.outcome(decision, await perform(decision));
}
