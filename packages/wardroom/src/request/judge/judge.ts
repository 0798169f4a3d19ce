import type { Inventory } from "@wardroom/sdk";
import type { Decision, Reason } from "../../model/decision.ts";
import type { Person } from "../../model/message.ts";
import type { Registered } from "../../model/registry.ts";
import type { Request } from "../../model/request.ts";
import type { Room } from "../../model/room.ts";
import type { PolicySet } from "./compile.ts";
import type { Policy } from "./policy.ts";
import { askerOf, type Circumstances, contextOf, targetsOf } from "./question.ts";
import { listed, namePolicies, policyRef } from "./say.ts";
import { type Asker, type Target, type Verdict, weigh } from "./weigh.ts";
import { others } from "./whom.ts";

/** What judging leans on. All of it answers at once and from memory. */
export interface JudgeNeeds {
  readonly policies: PolicySet;
  readonly inventory: Inventory;
  room(id: string): Room | undefined;
  /** The rooms that a person is a member of, the direct one too. */
  roomsOf(person: string): readonly Room[];
  people(): readonly Person[];
  now(): Date;
  /** Hears of an error that made a decision fail; the decision is "deny" whatever it does. */
  failed?(error: unknown): void;
}

/** A call may name so many hosts; each is judged by itself. */
const MOST_TARGETS = 200;

/**
 * Decides requests by the policies. Pure but for the clock, synchronous, never throws: what fails denies. No rule means
 * no. `policies` of a decision are those that decided; where none let the person, those that would let others.
 */
export function judge(needs: JudgeNeeds): (request: Request) => Decision {
  return (request) => {
    try {
      return decide(needs, request);
    } catch (error) {
      try {
        needs.failed?.(error);
      } catch {
        // Whoever listens must not turn a "no" into a crash.
      }
      return deny(
        request,
        "policy-error",
        `\`${request.command}\` could not be judged, so it was not run. It is in the log.`,
      );
    }
  };
}

function decide(needs: JudgeNeeds, request: Request): Decision {
  const { command, args, person, place } = request;
  const registered = needs.policies.registry.find(command);
  if (registered === undefined) return deny(request, "unknown-command", `There is no command \`${command}\` any more.`);
  if (registered.version !== request.version)
    return deny(
      request,
      "version-changed",
      `\`${command}\` has changed since you asked. Ask again to use it as it is now.`,
    );

  const targets = targetsOf(registered, args, place.room, needs.inventory);
  if (targets.length > MOST_TARGETS)
    return deny(request, "no-policy-allows", `That names ${targets.length} hosts; at most ${MOST_TARGETS} go at once.`);
  const asker = askerOf(person, needs.roomsOf);
  const room = needs.room(place.room);
  const here = { room: place.room, direct: room?.kind === "direct", via: request.via, args, at: needs.now() };

  const decided = new Set<Policy>();
  for (const target of targets) {
    const verdict = weighHere(needs, registered, here, asker, target);
    if (!verdict.allowed) return refuse(needs, request, registered, here, asker, target, verdict);
    for (const policy of verdict.decided) decided.add(policy);
  }
  const policies = [...decided];
  const refs = policies.map(policyRef);
  const allowed = `Allowed by ${namePolicies(policies)}`;
  return registered.command.risk === "read"
    ? { kind: "allow", request, reason: { code: "policy-allows", say: `${allowed}.` }, policies: refs }
    : deny(request, "effects-not-here", `${allowed}, but ${EFFECTS_NOT_HERE}; nothing was done.`, policies);
}

export const EFFECTS_NOT_HERE = "carrying out changes is not in this version of Wardroom yet";

function refuse(
  needs: JudgeNeeds,
  request: Request,
  registered: Registered,
  here: Circumstances,
  asker: Asker,
  target: Target,
  { decided, errors }: Verdict,
): Decision {
  const what = `\`${request.command}\`${target.type === "Host" ? ` on ${target.id}` : ""}`;
  const [error] = errors;
  if (error !== undefined) {
    const broken = errors.flatMap(({ policy }) => policy ?? []);
    const say = `${what} was not run: ${namePolicies(broken)} could not be evaluated (${error.message}).`;
    return deny(request, "policy-error", say, broken);
  }
  const { names, policies } = others(needs.policies.slices, registered, asker, here.room, needs.people(), (other) => {
    const verdict = weighHere(needs, registered, here, other, target);
    return verdict.allowed ? verdict.decided : undefined;
  });
  const room = needs.room(here.room);
  const forbids = decided.length > 0;
  const code = forbids ? "policy-forbids" : "no-policy-allows";
  const say = forbids
    ? sayForbidden(what, decided, names)
    : names.length > 0
      ? `${what} is for ${listed(names)} (${namePolicies(policies)}).`
      : room !== undefined && !asker.rooms.includes(room.id)
        ? `You are not in ${room.name}, and no policy lets you run ${what} from outside it.`
        : `No policy lets you run ${what} here.`;
  const said = deny(request, code, say, forbids ? decided : policies);
  return names.length > 0 ? { ...said, askWhom: names } : said;
}

/** A sentence for a refusal by `forbid`, in the policy's own words where it has some (`@because`). */
export function sayForbidden(what: string, by: readonly Policy[], names: readonly string[]): string {
  const because = by.find((policy) => policy.because !== undefined)?.because;
  const ask = names.length > 0 ? ` Ask ${listed(names)}.` : "";
  return `${what} is not for you here${because === undefined ? "" : `: ${because}`} (${namePolicies(by)}).${ask}`;
}

function weighHere(
  needs: JudgeNeeds,
  registered: Registered,
  here: Circumstances,
  asker: Asker,
  target: Target,
): Verdict {
  return weigh(needs.policies.slices, { asker, registered, target, context: contextOf(registered, here) });
}

function deny(request: Request, code: Reason["code"], say: string, policies: readonly Policy[] = []): Decision {
  return { kind: "deny", request, reason: { code, say }, policies: policies.map(policyRef) };
}
