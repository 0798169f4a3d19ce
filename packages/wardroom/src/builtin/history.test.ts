import type { AnyCall, Said } from "@wardroom/sdk";
import { expect, test } from "vitest";
import { historyCommands } from "./history.ts";

const SAID = [
  { text: "history", at: new Date("2026-11-24T10:02:00Z"), room: "soc" },
  { text: "host list", at: new Date("2026-11-24T10:01:00Z"), room: "soc" },
  { text: "lookup 192.0.2.1", at: new Date("2026-11-24T10:00:00Z"), room: "dm:ana" },
];
const [history] = historyCommands({
  isDirect: (room) => room.startsWith("dm:"),
  lastLines: async (_person, room, most) =>
    SAID.filter((line) => room === undefined || line.room === room).slice(0, most),
});

async function rows(room: string): Promise<unknown> {
  const said = await history?.run({
    args: { lines: 20 },
    person: { id: "ana", name: "Ana" },
    room,
  } as unknown as AnyCall);
  const [block] = (said as Said).card?.blocks ?? [];
  return block?.kind === "table" ? block.rows : undefined;
}

test("directly it shows all lines, oldest first, each with what repeats it", async () => {
  expect(await rows("dm:ana")).toEqual([
    ["!-3", "2026-11-24 10:00 UTC", "lookup 192.0.2.1"],
    ["!-2", "2026-11-24 10:01 UTC", "host list"],
  ]);
});

test("in a room it shows only what was said there", async () => {
  expect(await rows("soc")).toEqual([["2026-11-24 10:01 UTC", "host list"]]);
});
