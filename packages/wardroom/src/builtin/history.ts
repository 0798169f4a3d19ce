import { type Command, defineCommand } from "@wardroom/sdk";
import { z } from "zod";

export interface HistoryNeeds {
  /**
   * What a person said to Wardroom, newest first, the line that asks for it included: everywhere, or in one room.
   */
  lastLines(
    personId: string,
    room: string | undefined,
    most: number,
  ): Promise<readonly { readonly text: string; readonly at: Date }[]>;
  isDirect(room: string): boolean;
}

/** `history`: one's own lines, with what repeats each. In a room only what was said there, since others read along. */
export function historyCommands({ lastLines, isDirect }: HistoryNeeds): readonly Command[] {
  return [
    defineCommand({
      name: "history",
      summary: "The lines you said to me last, and how to say one again",
      args: z.object({ lines: z.int().min(1).max(200).default(20).describe("how many") }),
      examples: ["history", "history 50"],
      phrases: ["what did I say", "show my history"],
      risk: "read",
      async run({ args, person, room }) {
        const direct = isDirect(room);
        const said = await lastLines(person.id, direct ? undefined : room, args.lines + 1);
        const earlier = said.slice(1);
        if (earlier.length === 0) return "You have said nothing to me here before.";
        // "!-2" counts over all rooms, so only where all of them show does the count fit.
        const columns = direct ? ["Repeat", "When", "Line"] : ["When", "Line"];
        const rows = earlier.map(({ text, at }, i) => {
          const cells = [`${at.toISOString().slice(0, 16).replace("T", " ")} UTC`, text];
          return direct ? [`!-${i + 2}`, ...cells] : cells;
        });
        return { card: { title: "Your last lines", blocks: [{ kind: "table", columns, rows: rows.reverse() }] } };
      },
    }),
  ];
}
