import fc from "fast-check";
import { expect, test } from "vitest";
import type { RoomEvent } from "../model/event.ts";
import type { ServerFrame } from "../model/wire.ts";
import { type Effect, type Input, newSession, type Session, step } from "./session.ts";

const welcome = (number: number): ServerFrame => ({
  type: "welcome",
  person: { id: "ana", name: "Ana" },
  rooms: [],
  number,
  demo: true,
});
const event = (number: number): RoomEvent => ({
  number,
  room: "soc",
  message: `m${number}`,
  at: "2026-01-02T02:04:00.000Z",
  by: { kind: "person", id: "sam", name: "Sam" },
  body: { kind: "message", text: "hello" },
});
const mark = (number: number): Input => frame({ type: "mark", number });
const say = (id: string) => ({ type: "say", id, room: "soc", text: "help" }) as const;

function run(inputs: readonly Input[], from: Session = newSession("ana", 50)): { session: Session; effects: Effect[] } {
  let session = from;
  const effects: Effect[] = [];
  for (const input of inputs) {
    const [next, more] = step(session, input);
    session = next;
    effects.push(...more);
  }
  return { session, effects };
}
const frame = (frame: ServerFrame): Input => ({ kind: "frame", frame });
const sent = (effects: readonly Effect[]) => effects.flatMap((e) => (e.kind === "transmit" ? [e.frame] : []));
const told = (effects: readonly Effect[]) => effects.flatMap((e) => (e.kind === "tell" ? [e.news] : []));

test("a client says hello first, and what was said before goes out once it has caught up", () => {
  const { effects } = run([{ kind: "ask", frame: say("a") }, { kind: "opened" }, frame(welcome(0)), mark(0)]);
  expect(sent(effects)).toEqual([{ type: "hello", as: "ana", recent: 50 }, say("a")]);
});

test("after a break it goes on from the last event and says again what was not settled, under the same id", () => {
  const { session } = run([
    { kind: "opened" },
    frame(welcome(3)),
    frame({ type: "event", event: event(2) }),
    frame({ type: "mark", number: 3 }),
    { kind: "ask", frame: say("settled") },
    { kind: "ask", frame: say("heard") },
    { kind: "ask", frame: say("unheard") },
    frame({ type: "heard", id: "settled", message: "m4", number: 4 }),
    frame({ type: "heard", id: "heard", message: "m5", number: 5 }),
    frame({ type: "event", event: event(5) }),
    frame({ type: "settled", answers: "m4", act: "run", outcome: "done" }),
    { kind: "lost" },
  ]);
  const { effects } = run([{ kind: "opened" }, frame(welcome(5)), mark(5)], session);
  expect(sent(effects)).toEqual([{ type: "hello", as: "ana", recent: 50, after: 5 }, say("heard"), say("unheard")]);
});

test("a break waits longer each time, and a welcome makes it short again", () => {
  const waits = (effects: readonly Effect[]) => effects.flatMap((e) => (e.kind === "connect" ? [e.afterMs] : []));
  const lost = run(Array.from({ length: 7 }, () => ({ kind: "lost" }) as const));
  expect(waits(lost.effects)).toEqual([200, 400, 800, 1600, 3200, 5000, 5000]);
  expect(waits(run([{ kind: "opened" }, frame(welcome(0)), { kind: "lost" }], lost.session).effects)).toEqual([200]);
});

test("whoever is not let in does not knock again", () => {
  const refused = frame({ type: "error", code: "not-you", say: "You are Ana here." });
  const { effects } = run([{ kind: "opened" }, refused, { kind: "lost" }]);
  expect(told(effects)).toEqual([{ kind: "refused", id: undefined, code: "not-you", say: "You are Ana here." }]);
  expect(effects.some((effect) => effect.kind === "connect")).toBe(false);
});

test("a frame that came too fast is sent again when the server said, and one that was refused is not", () => {
  const { session, effects } = run([
    { kind: "opened" },
    frame(welcome(0)),
    mark(0),
    { kind: "ask", frame: say("a") },
    { kind: "ask", frame: say("b") },
    frame({ type: "error", id: "a", code: "slow-down", say: "Slower.", retryAfterMs: 300 }),
    frame({ type: "error", id: "b", code: "too-long", say: "Too long." }),
  ]);
  expect(effects).toContainEqual({ kind: "later", id: "a", afterMs: 300 });
  expect(told(effects)).toContainEqual({ kind: "refused", id: "b", code: "too-long", say: "Too long." });
  expect(
    sent(
      run(
        [
          { kind: "again", id: "a" },
          { kind: "again", id: "b" },
        ],
        session,
      ).effects,
    ),
  ).toEqual([say("a")]);
});

test("an end that is told while catching up waits for the replies that were missed", () => {
  const { session } = run([
    { kind: "opened" },
    frame(welcome(0)),
    mark(0),
    { kind: "ask", frame: say("a") },
    frame({ type: "heard", id: "a", message: "m1", number: 1 }),
    { kind: "lost" },
  ]);
  const settled = frame({ type: "settled", answers: "m1", act: "run", outcome: "done" });
  const missed = frame({ type: "event", event: event(2) });
  const { effects } = run([{ kind: "opened" }, frame(welcome(2)), settled, missed, mark(2)], session);
  expect(told(effects).map(({ kind }) => kind)).toEqual(["in", "event", "caught-up", "settled"]);
  expect(sent(effects).map(({ type }) => type)).toEqual(["hello"]);
});

test("a server that counts less than was seen is another history, and its events are shown", () => {
  const { session } = run([
    { kind: "opened" },
    frame(welcome(9)),
    frame({ type: "mark", number: 9 }),
    { kind: "lost" },
  ]);
  const { effects } = run([{ kind: "opened" }, frame(welcome(2)), frame({ type: "event", event: event(3) })], session);
  expect(told(effects).some((news) => news.kind === "event" && news.event.number === 3)).toBe(true);
});

/** A server that keeps events and what it heard, whose connection breaks wherever the test says. */
function play(breaks: readonly boolean[], said: number): { shown: number[]; heard: string[]; settled: string[] } {
  let session = newSession("ana", 200);
  const log: RoomEvent[] = [];
  const messages = new Map<string, number>();
  const shown: number[] = [];
  const settled: string[] = [];
  let at = 0;
  const toClient: ServerFrame[] = [];
  const feed = (input: Input): void => {
    const [next, effects] = step(session, input);
    session = next;
    for (const effect of effects) {
      if (effect.kind === "tell" && effect.news.kind === "event") shown.push(effect.news.event.number);
      if (effect.kind === "tell" && effect.news.kind === "settled" && effect.news.id) settled.push(effect.news.id);
      if (effect.kind === "transmit") serve(effect.frame);
    }
  };
  const serve = (sentFrame: ReturnType<typeof sent>[number]): void => {
    if (sentFrame.type === "hello") {
      const upTo = log.length;
      toClient.push(welcome(upTo));
      for (const one of log.slice(sentFrame.after ?? 0)) toClient.push({ type: "event", event: one });
      toClient.push({ type: "mark", number: upTo });
    } else if (sentFrame.type === "say") {
      const again = messages.has(sentFrame.id);
      const number = messages.get(sentFrame.id) ?? log.length + 1;
      messages.set(sentFrame.id, number);
      if (!again) {
        log.push(event(number));
        toClient.push({ type: "event", event: event(number) });
      }
      toClient.push({ type: "heard", id: sentFrame.id, message: `m${number}`, number });
      toClient.push({ type: "settled", answers: `m${number}`, act: "run", outcome: "done" });
    }
  };
  feed({ kind: "opened" });
  for (let i = 0; i < said; i++) feed({ kind: "ask", frame: say(`s${i}`) });
  for (let turn = 0; turn < 10_000; turn++) {
    const next = toClient.shift();
    if (next === undefined) break;
    if (breaks[at++] === true) {
      // What was on its way is lost, both ways.
      toClient.length = 0;
      feed({ kind: "lost" });
      feed({ kind: "opened" });
    } else feed(frame(next));
  }
  return { shown, heard: [...messages.keys()], settled };
}

test("wherever the connection breaks, each thing said is heard once, settled once, and each event shown once", () => {
  fc.assert(
    fc.property(fc.array(fc.boolean(), { maxLength: 40 }), fc.integer({ min: 1, max: 6 }), (breaks, said) => {
      const { shown, heard, settled } = play(breaks, said);
      expect(heard).toHaveLength(said);
      expect(settled.toSorted()).toEqual(heard.toSorted());
      expect(shown).toEqual(Array.from({ length: said }, (_, i) => i + 1));
    }),
  );
});
