import type { Decision, Grant, Refused } from "../model/decision.ts";
import type { Outcome, Ran, RecordedOutcome } from "../model/outcome.ts";
import type { Request } from "../model/request.ts";

export interface RequestStages {
  judge(request: Request): Decision;
  record: {
    /** Of a request that is taken up again, what was decided then. */
    decision(decision: Decision): Promise<Grant | Refused>;
    outcome(grant: Grant, outcome: Outcome): Promise<RecordedOutcome>;
    find(requestId: string): Promise<{ readonly outcome?: RecordedOutcome } | undefined>;
  };
  perform(grant: Grant): Promise<Outcome>;
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
export async function onRequest(request: Request, { judge, record, perform }: RequestStages): Promise<Refused | Ran> {
  const decision = await record.decision(judge(request));
  if (decision.kind !== "allow") return decision;
  const stands = request.again === true ? (await record.find(request.id))?.outcome : undefined;
  return { ...(stands ?? (await record.outcome(decision, await perform(decision)))), grant: decision };
}
