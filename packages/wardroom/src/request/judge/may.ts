import type { Person } from "../../model/message.ts";
import type { Registered } from "../../model/registry.ts";
import { EFFECTS_NOT_HERE, type JudgeNeeds, sayForbidden } from "./judge.ts";
import { askerOf, contextOf } from "./question.ts";
import { listed, namePolicies } from "./say.ts";
import { type Asker, type Foresight, foresee } from "./weigh.ts";
import { others } from "./whom.ts";

/** What help can promise before arguments are known. */
export interface May {
  /** The person may run it here, or with some arguments. False also while its kind cannot be carried out at all. */
  readonly allowed: boolean;
  /** It hangs on the arguments: which host, which values. */
  readonly depends: boolean;
  /** One sentence that says why. */
  readonly say: string;
  /** Groups or people that may. */
  readonly askWhom: readonly string[];
}

/**
 * Whether a person may run a command in a room, before it is known with what. Never throws; what fails is "no". A "no" is
 * sure; where `depends` is true, the judge has the last word.
 */
export function may(needs: JudgeNeeds): (person: Person, command: string, room: string) => May {
  return (person, command, room) => {
    try {
      const registered = needs.policies.registry.find(command);
      if (registered === undefined) return no(`There is no command \`${command}\`.`);
      return promise(needs, person, registered, room);
    } catch (error) {
      needs.failed?.(error);
      return no(`\`${command}\` could not be judged.`);
    }
  };
}

function promise(needs: JudgeNeeds, person: Person, registered: Registered, room: string): May {
  const { name, risk } = registered.command;
  const context = contextOf(registered, {
    room,
    direct: needs.room(room)?.kind === "direct",
    via: "grammar",
    args: {},
    at: needs.now(),
  });
  const ahead = (asker: Asker): Foresight => foresee(needs.policies.slices, { asker, registered, context });
  const asker = askerOf(person, needs.roomsOf);
  const own = ahead(asker);
  const policies = namePolicies(own.decided);
  if (own.answer !== "denied") {
    const depends = own.answer === "depends";
    const say = depends ? `Depends on what it is asked of (${policies}).` : `Allowed by ${policies}.`;
    return risk === "read"
      ? { allowed: true, depends, say, askWhom: [] }
      : no(`${say.replace(/\.$/, "")}, but ${EFFECTS_NOT_HERE}.`);
  }
  const { names, policies: theirs } = others(
    needs.policies.slices,
    registered,
    asker,
    room,
    needs.people(),
    (other) => {
      const foresight = ahead(other);
      return foresight.answer === "denied" ? undefined : foresight.decided;
    },
  );
  if (own.decided.length > 0) return no(sayForbidden(`\`${name}\``, own.decided, names), names);
  return names.length > 0
    ? no(`\`${name}\` is for ${listed(names)} (${namePolicies(theirs)}).`, names)
    : no(`No policy lets you run \`${name}\` here.`);
}

function no(say: string, askWhom: readonly string[] = []): May {
  return { allowed: false, depends: false, say, askWhom };
}
