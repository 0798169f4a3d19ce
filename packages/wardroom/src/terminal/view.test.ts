import type { Card } from "@wardroom/sdk";
import { beforeEach, expect, test } from "vitest";
import type { RoomEvent } from "../model/event.ts";
import type { WireRoom } from "../model/wire.ts";
import type { Heard, Reply } from "./replies.ts";
import { fileMeant, hasFailed, isDone, understand } from "./speak.ts";
import { openView, type View } from "./view.ts";

const soc: WireRoom = { id: "soc", name: "#soc", kind: "channel" };
const dm: WireRoom = { id: "dm", name: "Wardroom", kind: "direct" };
let number = 0;
let view: View;

beforeEach(() => {
  number = 0;
  view = openView("ana");
  view.enter(soc);
  view.caughtUp();
});

function event(body: RoomEvent["body"], more: Partial<RoomEvent> = {}): RoomEvent {
  number++;
  return {
    number,
    room: "soc",
    message: `m${number}`,
    at: "2026-01-02T02:04:00.000Z",
    by: { kind: "bot", id: "wardroom", name: "Wardroom" },
    body,
    ...more,
  };
}
const sam = { kind: "person", id: "sam", name: "Sam" } as const;
const buttons = (...says: string[]): Card => ({
  blocks: [],
  actions: says.map((words) => ({ label: words, says: words })),
});
const settled = (act: string, outcome: string, replies: readonly Reply[] = [], message = "m1"): Heard => ({
  kind: "settled",
  message,
  act,
  outcome,
  replies,
});

test("a running answer is live until it is edited, and then printed as if it were new", () => {
  const running: Card = { state: "running", blocks: [{ kind: "progress", text: "host status", share: 0.2 }] };
  expect(view.event(event({ kind: "message", card: running, answers: "a" }, { message: "re:a" }))).toBeUndefined();
  expect(view.running).toMatchObject([{ text: "host status", share: 0.2 }]);
  view.progress({ kind: "progress", room: "soc", message: "re:a", text: "2 of 3 hosts", share: 0.6 });
  expect(view.running).toMatchObject([{ text: "2 of 3 hosts", share: 0.6 }]);
  const printed = view.event(event({ kind: "edit", text: "All up.", answers: "a" }, { message: "re:a" }));
  expect(printed).toMatchObject({ edited: false, shown: { text: "All up.", bot: true } });
  expect(view.running).toEqual([]);
});

test("progress of something that never showed as running ends when it settles", () => {
  view.progress({ kind: "progress", room: "soc", message: "a", text: "asking" });
  expect(view.running).toHaveLength(1);
  view.settled("a");
  expect(view.running).toEqual([]);
});

test("what runs in another room is not drawn here", () => {
  view.event(event({ kind: "message", card: { state: "running", blocks: [] } }, { room: "dm" }));
  expect(view.running).toEqual([]);
  view.enter(dm);
  expect(view.running).toHaveLength(1);
});

test("an edit of what has been printed is printed again as such, and keeps its time", () => {
  const first = event({ kind: "message", text: "up" });
  view.event(first);
  const printed = view.event(
    event({ kind: "edit", text: "down" }, { message: first.message, at: "2026-01-02T03:00:00Z" }),
  );
  expect(printed).toMatchObject({ edited: true, shown: { text: "down", at: first.at } });
});

test("words in other rooms count as unread until one goes there; edits and one's own do not", () => {
  view.event(event({ kind: "message", text: "one" }, { room: "dm", by: sam }));
  view.event(event({ kind: "edit", text: "two" }, { room: "dm", by: sam, message: "m1" }));
  view.event(event({ kind: "message", text: "mine" }, { room: "dm", by: { kind: "person", id: "ana", name: "Ana" } }));
  expect([...view.unread]).toEqual([["dm", 1]]);
  expect(view.enter(dm).map(({ text }) => text)).toEqual(["two", "mine"]);
  expect([...view.unread]).toEqual([]);
  expect(view.spoken()).toEqual(["Sam", "Ana"]);
});

test("a bare number presses the latest buttons, and only where there are that many", () => {
  view.event(event({ kind: "message", card: buttons("old") }));
  view.event(event({ kind: "message", card: buttons("disk web-03", "ports web-03") }));
  view.event(event({ kind: "message", text: "thanks" }, { by: sam }));
  expect(understand(view, soc, " 2 ")).toMatchObject({ kind: "press", message: "m2", action: 1 });
  expect(understand(view, soc, "3")).toMatchObject({ kind: "say", text: "3" });
  expect(understand(view, soc, "0")).toMatchObject({ kind: "say" });
  expect(understand(view, soc, "2 hours")).toMatchObject({ kind: "say" });
});

test("a number is an answer while Wardroom waits for words, and a button again afterwards", () => {
  view.event(event({ kind: "message", card: buttons("disk web-03") }));
  view.event(event({ kind: "message", text: "host status" }, { message: "q", by: sam }));
  view.settled("q", settled("ask", "missing", [{ message: "re:q", text: "For how many hours?" }], "q"));
  expect(understand(view, soc, "1")).toMatchObject({ kind: "say", text: "1" });
  view.settled("q", settled("run", "done", [], "q"));
  expect(understand(view, soc, "1")).toMatchObject({ kind: "press" });
});

test("what is only said back waits for nothing, so the next words go to the room", () => {
  const reply = { message: "re:q", text: "I do not know that.", thread: "q" };
  view.settled("q", settled("ask", "unknown", [reply], "q"));
  expect(view.thread).toBeUndefined();
  view.settled("q", settled("ask", "unknown", [{ ...reply, card: buttons("host list") }], "q"));
  expect(view.thread).toBe("q");
});

test("a file is meant by its name, by the beginning of its id, or as the latest", () => {
  expect(fileMeant(view, undefined)).toBeUndefined();
  const file = (id: string, name: string) => event({ kind: "message", text: "much", files: [{ id, name, bytes: 1 }] });
  view.event(file("aa11", "out.txt"));
  view.event(file("bb22", "out.txt"));
  view.event(event({ kind: "message", card: { blocks: [{ kind: "file", file: "cc33", name: "x.csv", bytes: 1 }] } }));
  expect(fileMeant(view, "out.txt")).toBe("bb22");
  expect(fileMeant(view, "aa")).toBe("aa11");
  expect(fileMeant(view, undefined)).toBe("cc33");
  expect(fileMeant(view, "ff00")).toBe("ff00");
  view.enter(dm);
  expect(fileMeant(view, undefined)).toBeUndefined();
});

test("what is asked back in a thread is answered there, once", () => {
  view.event(event({ kind: "message", text: "host status" }, { message: "q", by: sam }));
  const reply = { message: "re:q", text: "Which host?", thread: "q" };
  view.settled("q", settled("ask", "missing", [reply], "q"));
  expect(understand(view, soc, "web-03")).toMatchObject({ kind: "say", thread: "q" });
  view.leaveThread();
  expect(understand(view, soc, "web-03")).toMatchObject({ kind: "say", thread: undefined });
});

test("local commands are the terminal's, and any other slash is Wardroom's", () => {
  expect(understand(view, soc, "/join #it-ops")).toEqual({ kind: "local", local: { kind: "join", room: "#it-ops" } });
  expect(understand(view, soc, "/who ran host status?")).toMatchObject({ kind: "say" });
  expect(understand(view, soc, "/host status web-03")).toMatchObject({ kind: "say", text: "/host status web-03" });
});

test("exit codes: refused and failed are failures, a question back is neither failed nor done, chatter is done", () => {
  const all = (heard: Heard) => ({ failed: hasFailed(heard), done: isDone(heard) });
  expect(all(settled("run", "done"))).toEqual({ failed: false, done: true });
  expect(all(settled("silent", "silent"))).toEqual({ failed: false, done: true });
  expect(all(settled("ask", "missing"))).toEqual({ failed: false, done: false });
  expect(all(settled("ask", "stranger"))).toEqual({ failed: true, done: false });
  for (const outcome of ["deny", "failed", "broken", "timeout", "cancelled"])
    expect(all(settled("run", outcome))).toEqual({ failed: true, done: false });
  expect(all({ kind: "refused", code: "too-long", say: "Too long." })).toEqual({ failed: true, done: false });
});
