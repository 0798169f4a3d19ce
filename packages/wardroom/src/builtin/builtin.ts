import { definePlugin, type Plugin } from "@wardroom/sdk";
import type { Current } from "../current.ts";
import type { Identity } from "../identity/identity.ts";
import { lastLines } from "../message/earlier.ts";
import { printCall } from "../message/interpret/print.ts";
import type { openMeaning } from "../message/meaning.ts";
import type { Person } from "../model/message.ts";
import type { OpenRecord } from "../record/record.ts";
import { type JudgeNeeds, judge } from "../request/judge/judge.ts";
import { may } from "../request/judge/may.ts";
import type { Runs } from "../request/perform/runs.ts";
import { ADMIN_GROUP } from "../settings/settings.ts";
import type { Store } from "../store/store.ts";
import { activityCommands } from "./activity.ts";
import type { Follows } from "./activity-follow.ts";
import { aliasCommands } from "./alias.ts";
import { openAliases } from "./alias-store.ts";
import { type Explanation, explainLine } from "./explain.ts";
import { helpCommands } from "./help.ts";
import { historyCommands } from "./history.ts";
import { runsCommands } from "./runs.ts";
import { whyCommands } from "./why.ts";

/** What Wardroom's own commands speak of. They are built first, so everything comes by asking. */
export interface BuiltinNeeds {
  readonly store: Store;
  identity(): Identity;
  current(): Current;
  /** What stands in the plugin folders and could not be loaded. */
  broken(): readonly { readonly where: string; readonly say: string }[];
  record(): OpenRecord;
  readonly runs: Runs;
  meaning(): ReturnType<typeof openMeaning>;
  judging(): JudgeNeeds;
  follows(): Follows;
  now(): Date;
}

export interface Builtin {
  readonly plugin: Plugin;
  /** A person's own words for lines. */
  aliasesOf(personId: string): Promise<ReadonlyMap<string, string>>;
  explain(person: Person, room: string, text: string): Promise<Explanation>;
  /** Whether a person may run a command in a room, before it is known with what. */
  mayRun(person: Person, command: string, room: string): boolean;
}

/** Wardroom's own commands: a plugin like any other, but for what it may look at. */
export function builtinPlugin(needs: BuiltinNeeds): Builtin {
  const { identity, current, record, now } = needs;
  const aliases = openAliases(needs.store, now);
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
      ...helpCommands({
        registry: () => current().registry,
        person: (id) => identity().person(id),
        may: mayRun,
        broken: ({ groups }) => (groups.includes(ADMIN_GROUP) ? needs.broken() : []),
        aliases: aliases.get,
      }),
      ...whyCommands({
        ...explaining,
        person: (id) => identity().person(id),
        async lastRefusal(person, room) {
          const [last] = await record().read({ visible: { rooms: [], person }, person, room, refused: true, limit: 1 });
          return last;
        },
      }),
      ...aliasCommands({
        aliases,
        site: () => new Map(Object.entries(current().settings.site.aliases)),
        registry: () => current().registry,
      }),
      ...historyCommands({
        lastLines: (person, room, most) => lastLines(needs.store, person, room, most),
        isDirect: (room) => identity().room(room)?.kind === "direct",
      }),
      ...activityCommands({
        read: (asked) => record().read(asked),
        follows: {
          follow: (room, personId) => needs.follows().follow(room, personId),
          unfollow: (room) => needs.follows().unfollow(room),
        },
        room: (id) => identity().room(id),
        rooms: () => identity().rooms(),
        roomsOf: (personId) => identity().roomsOf(personId),
        commands: () => current().registry.commands.map(({ command }) => command.name),
      }),
      ...runsCommands({
        now,
        runs: needs.runs,
        isAdmin: (id) => identity().person(id)?.groups.includes(ADMIN_GROUP) === true,
      }),
    ],
  });
  return {
    plugin,
    aliasesOf: aliases.get,
    mayRun: (person, command, room) => mayRun(person, command, room).allowed,
    explain: (person, room, text) => explainLine(explaining, { text, person, room }),
  };
}
