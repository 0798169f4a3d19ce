import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import type { WireRoom } from "../model/wire.ts";
import { localCompletion } from "./completion.ts";
import { findRoom, localCommands } from "./local.ts";

const rooms: WireRoom[] = [
  { id: "dm:ana", name: "Wardroom", kind: "direct" },
  { id: "soc", name: "#soc", kind: "channel" },
  { id: "it-ops", name: "#it-ops", kind: "channel" },
  { id: "it-all", name: "#it-all", kind: "channel" },
];

test("a room is found by id, by name, in any case, by a beginning that only one has, or as the one with Wardroom", () => {
  for (const [said, id] of [
    ["soc", "soc"],
    ["#SOC", "soc"],
    ["s", "soc"],
    ["it-o", "it-ops"],
    ["dm:ana", "dm:ana"],
    ["", "dm:ana"],
    ["wardroom", "dm:ana"],
  ] as const)
    expect(findRoom(rooms, said)?.id).toBe(id);
  for (const said of ["it", "nowhere"]) expect(findRoom(rooms, said)).toBeUndefined();
});

test("tab knows the local commands and, after /join, the rooms; anything else is for the server", () => {
  const texts = (text: string) => localCompletion(text, rooms)?.choices.map((choice) => choice.text);
  expect(texts("/r")).toEqual(["/rooms"]);
  expect(localCompletion("/save o", [], [{ name: "out.txt" }, { name: "x.csv" }, { name: "out.txt" }])).toEqual({
    from: 6,
    choices: [{ text: "out.txt" }],
  });
  expect(texts("/")).toEqual(["/join", "/rooms", "/who", "/save", "/help", "/quit"]);
  expect(texts("/join #it")).toEqual(["#it-ops", "#it-all"]);
  expect(localCompletion("/join it", rooms)?.from).toBe(6);
  for (const text of ["/host", "host st", "see /r"]) expect(texts(text)).toBeUndefined();
});

test("the reference shows every local command as /help does", () => {
  const page = readFileSync(new URL("../../../../docs/reference/terminal.md", import.meta.url), "utf8");
  for (const { usage, summary } of localCommands) expect(page).toContain(`| \`${usage}\` | ${summary} |`);
});
