import type { Card } from "@wardroom/sdk";
import type { Room } from "../model/room.ts";
import type { Happened } from "../record/read.ts";

const ERASED = "(erased)";

export interface ActivityShown {
  readonly needs: { room(id: string): Room | undefined };
  readonly title: string;
  readonly limit: number;
  /** The room asked about, when it was one. */
  readonly room: string | undefined;
  readonly partial: boolean;
}

/**
 * What happened: who, when, where, what, decision, outcome and entry number. The newest stands last, beside the line that
 * is typed next, as in a conversation. A day that all of it shares is said once.
 */
export function activityCard(happened: readonly Happened[], shown: ActivityShown): Card {
  const foot = shown.partial ? "Only what everybody here may see. Ask me in a direct message for the rest." : undefined;
  if (happened.length === 0)
    return {
      title: shown.title,
      blocks: [{ kind: "text", text: "Nothing that can be shown here." }],
      ...(foot && { foot }),
    };
  const { room } = shown.needs;
  const days = new Set(happened.map(({ at }) => dayOf(at)));
  const [day] = days.size === 1 ? days : [];
  const rows = happened
    .toReversed()
    .map((one) => [
      one.entry,
      day === undefined ? `${dayOf(one.at)} ${hourOf(one.at)}` : hourOf(one.at),
      one.who?.name ?? ERASED,
      isDirect(one, room) ? "direct" : roomName(one, room),
      one.words ?? one.command,
      decisionOf(one),
      outcomeOf(one),
    ]);
  const columns = ["Entry", "When", "Who", "Where", "What", "Decision", "Outcome"];
  const keep = columns.map((column) => column !== "Where" || shown.room === undefined);
  const count = happened.length < shown.limit ? "" : `The newest ${happened.length}. `;
  return {
    title: shown.title,
    blocks: [
      {
        kind: "table",
        columns: columns.filter((_, i) => keep[i]),
        rows: rows.map((row) => row.filter((_, i) => keep[i])),
      },
    ],
    foot: `${count}${day === undefined ? "Times are UTC." : `All on ${day}, times are UTC.`}${foot === undefined ? "" : ` ${foot}`}`,
  };
}

/** One happening as a line: `Ana Duarte ran \`host status web-03\` in #soc: done in 12 ms (entry 7)`. */
export function activityLine(one: Happened, room: (id: string) => Room | undefined): string {
  const who = one.who?.name ?? "Somebody";
  const what = `\`${(one.words ?? one.command).replaceAll("`", "'")}\``;
  if (one.decision !== "allow")
    return `${who} asked for ${what} in ${roomName(one, room)}: ${decisionOf(one)} (entry ${one.entry})`;
  const ended = one.outcome === undefined ? "running" : `${outcomeOf(one)} in ${Math.round(one.outcome.ms)} ms`;
  return `${who} ran ${what} in ${roomName(one, room)}: ${ended} (entry ${one.entry})`;
}

function roomName(one: Happened, room: (id: string) => Room | undefined): string {
  const { where } = one;
  if (where === undefined) return ERASED;
  return isDirect(one, room) ? "a direct message" : (room(where.room)?.name ?? where.room);
}

function isDirect({ where }: Happened, room: (id: string) => Room | undefined): boolean {
  return where !== undefined && (where.room.startsWith("dm:") || room(where.room)?.kind === "direct");
}

function dayOf(at: Date): string {
  return at.toISOString().slice(0, 10);
}

function hourOf(at: Date): string {
  return at.toISOString().slice(11, 16);
}

function decisionOf({ decision, code }: Happened): string {
  if (decision === "allow") return "allowed";
  return decision === "wait" ? "waits" : `refused (${code})`;
}

function outcomeOf({ decision, outcome }: Happened): string {
  return outcome?.kind ?? (decision === "allow" ? "none yet" : "–");
}
