import { type Command, defineCommand, type Said } from "@wardroom/sdk";
import { z } from "zod";

/** A run as these commands need to know it. */
export interface ShownRun {
  readonly callId: string;
  readonly command: string;
  readonly person: { readonly id: string; readonly name: string };
  readonly room: string;
  readonly startedAt: Date;
  readonly text?: string;
  readonly share?: number;
}

export interface RunsNeeds {
  readonly runs: {
    list(): readonly ShownRun[];
    cancel(
      prefix: string,
      by: { readonly name: string },
      mayCancel: (run: ShownRun) => boolean,
    ):
      | { readonly kind: "cancelled"; readonly run: ShownRun }
      | { readonly kind: "none" }
      | { readonly kind: "several"; readonly runs: readonly ShownRun[] };
  };
  isAdmin(personId: string): boolean;
  now(): Date;
}

/** How much of a call's id names a run in a room. */
const ID_CHARS = 6;

/** `runs` shows what runs now, one's own and what was asked in this room; `cancel` ends one's own, an admin's any. */
export function runsCommands({ runs, isAdmin, now }: RunsNeeds): Command[] {
  const table = (shown: readonly ShownRun[]): Said => ({
    card: {
      blocks: [
        {
          kind: "table",
          columns: ["run", "command", "who", "for", "so far"],
          rows: shown.map((run) => [
            run.callId.slice(0, ID_CHARS),
            run.command,
            run.person.name,
            ageOf(run.startedAt, now()),
            soFar(run),
          ]),
        },
      ],
    },
  });

  const list = defineCommand({
    name: "runs",
    summary: "Show what is running now",
    args: z.object({}),
    examples: ["runs"],
    phrases: ["what is running", "what's running"],
    risk: "read",
    async run({ person, room, callId }) {
      const shown = runs
        .list()
        .filter(
          (run) => run.callId !== callId && (run.person.id === person.id || run.room === room || isAdmin(person.id)),
        );
      return shown.length === 0 ? "Nothing else is running." : table(shown);
    },
  });

  const cancel = defineCommand({
    name: "cancel",
    summary: "Stop a command that is running",
    args: z.object({
      run: z.string().max(40).default("").describe("The run's id, or its beginning; not needed for the only one"),
    }),
    examples: ["cancel", "cancel 3fa9c1"],
    // It ends a read early and changes nothing outside, so it is one itself.
    risk: "read",
    async run({ args, person, callId }): Promise<Said> {
      const mine = (run: ShownRun) => run.callId !== callId && (run.person.id === person.id || isAdmin(person.id));
      const done = runs.cancel(args.run.trim(), person, mine);
      switch (done.kind) {
        case "cancelled":
          return { say: `Cancelled "${done.run.command}" after ${ageOf(done.run.startedAt, now())}.` };
        case "none":
          return {
            say: args.run === "" ? "You have nothing running." : `You have nothing running under ${args.run}.`,
            failed: true,
          };
        case "several":
          return { ...table(done.runs), say: "Several are running; say which one, for example:", failed: true };
      }
    },
  });
  return [list, cancel];
}

function soFar({ text, share }: ShownRun): string {
  const percent = share === undefined ? undefined : `${Math.round(share * 100)}%`;
  return [percent, text].filter((part) => part !== undefined).join(" ");
}

function ageOf(from: Date, to: Date): string {
  const seconds = Math.max(0, Math.round((to.getTime() - from.getTime()) / 1_000));
  return seconds < 120 ? `${seconds} s` : `${Math.floor(seconds / 60)} min`;
}
