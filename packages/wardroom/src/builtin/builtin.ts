import { definePlugin, type Plugin } from "@wardroom/sdk";
import type { Current } from "../current.ts";
import type { Identity } from "../identity/identity.ts";
import { printCall } from "../message/interpret/print.ts";
import type { openMeaning } from "../message/meaning.ts";
import type { Intent } from "../model/intent.ts";
import type { Person } from "../model/message.ts";
import type { OpenRecord } from "../record/record.ts";
import { type JudgeNeeds, judge } from "../request/judge/judge.ts";
import { may } from "../request/judge/may.ts";
import type { Runs } from "../request/perform/runs.ts";
import { ADMIN_GROUP } from "../settings/settings.ts";
import { type Explanation, explainLine } from "./explain.ts";
import { runsCommands } from "./runs.ts";
import { whyCommands } from "./why.ts";

/** What Wardroom's own commands speak of. They are built first, so everything comes by asking. */
export interface BuiltinNeeds {
  identity(): Identity;
  current(): Current;
  record(): OpenRecord;
  readonly runs: Runs;
  meaning(): ReturnType<typeof openMeaning>;
  judging(): JudgeNeeds;
  post(intent: Intent): Promise<void>;
  now(): Date;
}

export interface Builtin {
  readonly plugin: Plugin;
  explain(person: Person, room: string, text: string): Promise<Explanation>;
}

/** Wardroom's own commands: a plugin like any other, but for what it may look at. */
export function builtinPlugin(needs: BuiltinNeeds): Builtin {
  const { identity, current, record, now } = needs;
  const mayRun = (person: Person, command: string, room: string) => may(needs.judging())(person, command, room);
  const explaining = {
    now,
    may: mayRun,
    registry: () => current().registry,
    interpret: (text: string, person: Person, room: string) =>
      needs.meaning().ofWords({ text, person, addressed: true, direct: identity().room(room)?.kind === "direct" }),
    judge: (request: Parameters<ReturnType<typeof judge>>[0]) => judge(needs.judging())(request),
    print: (command: string, args: Readonly<Record<string, unknown>>) => printCall(command, args, current().registry),
  };
  const plugin = definePlugin({
    name: "wardroom",
    summary: "Wardroom itself: help, why, what runs, what happened",
    commands: [
      ...whyCommands({
        ...explaining,
        person: (id) => identity().person(id),
        async lastRefusal(person, room) {
          const [last] = await record().read({ visible: { rooms: [], person }, person, room, refused: true, limit: 1 });
          return last;
        },
      }),
      ...runsCommands({
        now,
        runs: needs.runs,
        isAdmin: (id) => identity().person(id)?.groups.includes(ADMIN_GROUP) === true,
      }),
    ],
  });
  return { plugin, explain: (person, room, text) => explainLine(explaining, { text, person, room }) };
}
