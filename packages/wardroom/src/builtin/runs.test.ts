import type { AnyCall, Command, Said } from "@wardroom/sdk";
import { expect, test } from "vitest";
import { openRuns } from "../request/perform/runs.ts";
import { runsCommands } from "./runs.ts";

const at = new Date("2026-11-24T09:00:00Z");

function setUp() {
  const runs = openRuns();
  const begin = (callId: string, personId: string, room: string) => {
    const abort = new AbortController();
    const person = { id: personId, name: personId, groups: [] };
    return { abort, ...runs.begin({ callId, command: `slow ${callId[0]}`, person, room, startedAt: at }, abort) };
  };
  const commands = runsCommands({ runs, isAdmin: (id) => id === "root", now: () => new Date(at.getTime() + 65_000) });
  const says = async (id: string, name: string, run?: string) => {
    const command = commands.find((one) => one.name === name) as Command;
    const call = {
      args: command.args.parse(run === undefined ? {} : { run }),
      person: { id, name: id },
      room: "soc",
      callId: "self",
    };
    return (await command.run(call as unknown as AnyCall)) as Said | string;
  };
  return { runs, begin, says };
}

test("runs shows one's own, those of this room, and to an admin all, with what they last said", async () => {
  const { begin, says } = setUp();
  expect(await says("ana", "runs")).toBe("Nothing else is running.");
  begin("aaaaaaaa", "ana", "dm:ana").progress("reading disks", 0.5);
  begin("bbbbbbbb", "sam", "soc");
  begin("cccccccc", "sam", "dm:sam");
  const rows = async (id: string) =>
    ((await says(id, "runs")) as { card: { blocks: { rows: string[][] }[] } }).card.blocks[0]?.rows;
  expect(await rows("ana")).toEqual([
    ["aaaaaa", "slow a", "ana", "65 s", "50% reading disks"],
    ["bbbbbb", "slow b", "sam", "65 s", ""],
  ]);
  expect(await rows("root")).toHaveLength(3);
});

test("cancel ends one's only run, asks which of several, and never touches another person's", async () => {
  const { begin, says } = setUp();
  const one = begin("aaaaaaaa", "ana", "soc");
  const other = begin("bbbbbbbb", "sam", "soc");
  expect(await says("ana", "cancel", "bbbb")).toMatchObject({
    failed: true,
    say: "You have nothing running under bbbb.",
  });
  expect(await says("ana", "cancel")).toEqual({ say: 'Cancelled "slow a" after 65 s.' });
  expect([one.abort.signal.aborted, other.abort.signal.aborted]).toEqual([true, false]);
  begin("acacacac", "ana", "soc");
  expect(await says("ana", "cancel")).toMatchObject({ failed: true, say: expect.stringMatching(/Several/) });
  expect(await says("root", "cancel", "BBBB")).toEqual({ say: 'Cancelled "slow b" after 65 s.' });
});
