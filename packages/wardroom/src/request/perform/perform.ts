import type { Command, Said } from "@wardroom/sdk";
import { Fault, sayOf } from "../../base/fault.ts";
import type { Log } from "../../base/log.ts";
import type { Grant } from "../../model/decision.ts";
import type { KeptFile, Outcome } from "../../model/outcome.ts";
import type { Registry } from "../../model/registry.ts";
import type { Request } from "../../model/request.ts";
import { shown } from "./shown.ts";
import { callIdOf, type Worked, type WorkNeeds, work } from "./work.ts";

export interface PerformNeeds extends WorkNeeds {
  registry(): Registry;
  /** Reads the grant's entry back by its number; true only when it stands and is about this very call. */
  granted(grant: Grant): Promise<boolean>;
  /** Keeps a file for the people of the room that the request came from. */
  keepFile(request: Request, name: string, content: Uint8Array): Promise<KeptFile>;
  readonly log: Log;
}

/** Carries out what was granted. Never throws: whatever happens is an Outcome. */
export type Perform = (grant: Grant) => Promise<Outcome>;

/**
 * The stage that does things. The grant's entry is read again, the command is the very version that was judged, its
 * arguments pass its schema once more; then it runs under its time limit, and what it said is made fit to show.
 */
export function perform(needs: PerformNeeds): Perform {
  return async (grant) => {
    const started = performance.now();
    const ended = await performed(grant, needs).catch((error: unknown) => unexpected(error, grant.request, needs.log));
    return { ...ended, ms: Math.round(performance.now() - started) };
  };
}

type Ended = Omit<Outcome, "ms">;

async function performed(grant: Grant, needs: PerformNeeds): Promise<Ended> {
  const { request } = grant;
  if (!(await needs.granted(grant)))
    return broken("This was not carried out, because no permission for it stands in the record. Nothing was done.");
  const registered = needs.registry().find(request.command);
  if (registered === undefined) return broken(`There is no command "${request.command}" any more. Nothing was done.`);
  if (registered.version !== request.version)
    return broken(`"${request.command}" was changed between the decision and now, so it was not run. Ask again.`);
  const { command } = registered;
  if (command.risk !== "read")
    return broken("Carrying out changes is not in this version of Wardroom yet. Nothing was done.");
  const args = command.args.safeParse(request.args);
  if (!args.success)
    return broken(`The arguments of "${request.command}" no longer fit what it takes. Nothing was done.`);
  return outcomeOf(await work(command, request, args.data, needs), command, request, needs);
}

async function outcomeOf(worked: Worked, command: Command, request: Request, needs: PerformNeeds): Promise<Ended> {
  const show = (said: Said | string) =>
    shown(said, command.name, { blank: needs.blank, keep: (name, content) => needs.keepFile(request, name, content) });
  if (worked.stopped !== undefined) {
    if (worked.abandoned)
      needs.log.warn({ command: command.name, call: callIdOf(request) }, "command does not end though told to");
    const kind = worked.stopped.code === "run-timeout" ? "timeout" : "cancelled";
    return { kind, ...(await show(joined(worked.stopped.say, worked))) };
  }
  if (worked.said !== undefined) {
    const kind = typeof worked.said === "object" && worked.said.failed === true ? "failed" : "done";
    return { kind, ...(await show(worked.said)) };
  }
  if (!(worked.error instanceof Fault)) return unexpected(worked.error, request, needs.log);
  const { code, say, detail } = worked.error;
  needs.log.warn({ command: command.name, call: callIdOf(request), code, detail }, "command broke");
  return { kind: "broken", ...(await show(say)) };
}

/** Why it was stopped, and under it whatever it had said or given until then. */
function joined(why: string, { said, error }: Worked): Said {
  const given =
    typeof said === "string"
      ? { say: said }
      : (said ?? (error instanceof Fault && error.say !== why ? { say: error.say } : {}));
  return { ...given, say: [why, given.say].filter((text) => text !== undefined && text !== "").join("\n") };
}

function unexpected(error: unknown, request: Request, log: Log): Ended {
  const call = callIdOf(request);
  log.error({ command: request.command, call, err: error }, "command broke");
  return broken(
    error instanceof Fault
      ? sayOf(error)
      : `"${request.command}" broke on Wardroom's side. The log tells more, under call ${call.slice(0, 6)}.`,
  );
}

function broken(say: string): Ended {
  return { kind: "broken", say, files: [] };
}
