import { defineCommand, defineConnection, type Said } from "@wardroom/sdk";
import { expect, test, vi } from "vitest";
import { z } from "zod";
import { Fault } from "../../base/fault.ts";
import { silentLog } from "../../base/log.ts";
import type { Grant } from "../../model/decision.ts";
import type { Registered } from "../../model/registry.ts";
import { type PerformNeeds, perform } from "./perform.ts";
import { openRuns, type Runs } from "./runs.ts";

type Declared = Parameters<typeof defineCommand>[0];

const lists = defineConnection({
  name: "lists",
  summary: "Lists",
  settings: z.object({}),
  open: async () => ({}),
  check: async () => "",
  memory: () => ({ has: (word: string) => word === "bad" }),
});

function registered(run: Declared["run"], more: Partial<Declared> = {}): Registered {
  const command = defineCommand({
    name: "try it",
    summary: "Tries it",
    args: z.object({ n: z.int().max(9).default(3) }),
    examples: ["try it"],
    risk: "read",
    run,
    ...more,
  } as Declared);
  return { command, version: "v1", plugin: "p", origin: "plugin", schema: {} };
}

const grant = {
  kind: "allow",
  entry: 1,
  request: {
    id: "m1/0",
    command: "try it",
    args: {},
    version: "v1",
    person: { id: "ana", name: "Ana", groups: [] },
    place: { room: "soc" },
    at: new Date("2026-11-24T09:00:00Z"),
  },
} as unknown as Grant;

/** The stage over one command, with everything that leaves it gathered. */
function stage(one: Registered, more: Partial<PerformNeeds> = {}) {
  const kept: { name: string; text: string }[] = [];
  const progress: [string, number?][] = [];
  const runs: Runs = openRuns();
  const needs: PerformNeeds = {
    registry: () => ({ commands: [one], find: (name) => (name === one.command.name ? one : undefined) }),
    granted: async () => true,
    connections: { use: async (connection) => ({ client: connection.memory(), release: () => {} }) },
    keepFile: async (_request, name, content) => {
      kept.push({ name, text: Buffer.from(content).toString() });
      return { id: `f${kept.length}`, name, bytes: content.length };
    },
    blank: (text) => text.replaceAll("hunter2secret", "[blanked]"),
    progress: (_request, text, share) => progress.push([text, share]),
    runs,
    log: silentLog(),
    ...more,
  };
  return { perform: perform(needs), kept, progress, runs };
}

const said = (answer: Said | string, more?: Partial<PerformNeeds>) =>
  stage(
    registered(async () => answer),
    more,
  );

test("what was granted is run with its arguments, defaults filled in, and answers", async () => {
  const { perform } = stage(
    registered(async ({ args, person, room, now }) => `${args["n"]} ${person.name} ${room} ${now.toISOString()}`),
  );
  expect(await perform(grant)).toEqual({
    kind: "done",
    say: "3 Ana soc 2026-11-24T09:00:00.000Z",
    files: [],
    ms: expect.any(Number),
  });
});

test("a grant that does not stand in the record runs nothing", async () => {
  const run = vi.fn(async () => "ran");
  const outcome = await stage(registered(run), { granted: async () => false }).perform(grant);
  expect(outcome).toMatchObject({
    kind: "broken",
    say: expect.stringMatching(/no permission for it stands in the record/),
  });
  expect(run).not.toHaveBeenCalled();
});

test.each([
  ["a record that cannot be read", {}, { granted: () => Promise.reject(new Error("gone")) }],
  ["another version than was judged", { version: "v0" }, {}],
  ["a command that is gone", { command: "other" }, {}],
  ["arguments that do not fit", { args: { n: 10 } }, {}],
])("%s runs nothing, and says so", async (_what, request, more) => {
  const run = vi.fn(async () => "ran");
  const asked = { ...grant, request: { ...grant.request, ...request } } as Grant;
  expect((await stage(registered(run), more).perform(asked)).kind).toBe("broken");
  expect(run).not.toHaveBeenCalled();
});

test("a change is never carried out here, whatever was granted", async () => {
  const run = vi.fn(async () => "ran");
  const outcome = await stage(registered(run, { risk: "reversible", undo: async () => "" } as never)).perform(grant);
  expect(outcome.say).toMatch(/not in this version/);
  expect(run).not.toHaveBeenCalled();
});

test("a fault's own words are shown; of any other error only where to look", async () => {
  const fault = await stage(
    registered(() => Promise.reject(new Fault("card-wrong", "Nobody answers at web-03 with hunter2secret."))),
  ).perform(grant);
  expect(fault).toMatchObject({ kind: "broken", say: "Nobody answers at web-03 with [blanked]." });
  const other = await stage(
    registered(() => {
      throw new Error("password hunter2secret in /home/x");
    }),
  ).perform(grant);
  expect(other).toMatchObject({
    kind: "broken",
    say: expect.stringMatching(/broke on Wardroom's side.*under call [0-9a-f]{6}/),
  });
});

test.each([undefined, null, 7, { card: { blocks: [{ kind: "nonsense" }] } }])(
  "an answer that is none (%j) is broken, not thrown",
  async (answer) => {
    expect((await said(answer as never).perform(grant)).kind).toBe("broken");
  },
);

test("a secret is blanked in words, cards, file names and files, binary ones too", async () => {
  const { perform, kept } = said({
    say: "it is hunter2secret",
    card: { title: "hunter2secret", blocks: [{ kind: "fields", fields: [{ label: "key", value: "hunter2secret" }] }] },
    files: [
      { name: "hunter2secret.txt", content: "hunter2secret" },
      { name: "b", content: Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("hunter2secret")]) },
    ],
  });
  const outcome = await perform(grant);
  expect(JSON.stringify([outcome, kept])).not.toContain("hunter2secret");
  expect(kept.map(({ name }) => name)).toEqual(["[blanked].txt", "b"]);
});

test("escape sequences and control characters reach nobody", async () => {
  const outcome = await said({ say: "\x1b[2Jred\x07", card: { title: "a\x1b]0;x\x07b" } }).perform(grant);
  expect(outcome).toMatchObject({ say: "red", card: { title: "ab" } });
});

test("a long text is shown by its beginning and end, and the whole is kept", async () => {
  const whole = Array.from({ length: 5_000 }, (_, i) => `line ${i}`).join("\n");
  const { perform, kept } = said(whole);
  const outcome = await perform(grant);
  expect(outcome.say).toMatch(/^line 0\n[\s\S]*… 4,958 lines more; the whole is in try-it\.txt …\n[\s\S]*line 4999$/);
  expect((outcome.say as string).length).toBeLessThanOrEqual(3_000);
  expect(kept).toEqual([{ name: "try-it.txt", text: whole }]);
  expect(outcome.files).toEqual([{ id: "f1", name: "try-it.txt", bytes: whole.length }]);
});

test("one endless line is cut where it is shown and whole in the file", async () => {
  const { perform, kept } = said("x".repeat(500_000));
  expect(((await perform(grant)).say as string).length).toBeLessThan(3_000);
  expect(kept[0]?.text).toHaveLength(500_000);
});

test("a table of 900 rows is shown by its ends, the whole a table file without formulas", async () => {
  const rows = Array.from({ length: 900 }, (_, i) => [i, i === 0 ? '=cmd|"x"' : "ok"]);
  const { perform, kept } = said({ card: { blocks: [{ kind: "table", columns: ["n", "what"], rows }] } });
  const { card, files } = await perform(grant);
  expect(card?.blocks?.[0]).toMatchObject({ kind: "table", rows: { length: 35 } });
  expect(card?.blocks?.[1]).toEqual({
    kind: "text",
    text: "The first 30 and the last 5 of 900 rows; the whole is in try-it.csv.",
  });
  expect(kept[0]?.text).toMatch(/^n,what\r\n0,"'=cmd\|""x"""\r\n1,ok\r\n/);
  expect(files).toHaveLength(1);
});

test("when the whole cannot be kept the summary says so and is still shown", async () => {
  const { perform } = said("line\n".repeat(500), { keepFile: () => Promise.reject(new Error("disk full")) });
  expect(await perform(grant)).toMatchObject({
    kind: "done",
    say: expect.stringMatching(/the whole could not be kept/),
    files: [],
  });
});

test("a command that says it failed has failed", async () => {
  expect(await said({ say: "no such host", failed: true }).perform(grant)).toMatchObject({
    kind: "failed",
    say: "no such host",
  });
});

test("at its time limit a command is told to stop, and what it said then is shown", async () => {
  const slow = registered(
    ({ signal }) => new Promise((resolve) => signal.addEventListener("abort", () => resolve("half of it"))),
    { timeoutMs: 50 },
  );
  expect(await stage(slow).perform(grant)).toMatchObject({
    kind: "timeout",
    say: "Stopped after 0.1 s, its time limit.\nhalf of it",
  });
});

test("one that does not end though told to is left, and its clients stay lent until it does", async () => {
  let release = 0;
  let finish = (_: string) => {};
  const deaf = registered(
    () =>
      new Promise<string>((resolve) => {
        finish = resolve;
      }),
    { timeoutMs: 20, use: { lists } },
  );
  const { perform, runs } = stage(deaf, {
    connections: {
      use: async () => ({
        client: {},
        release: () => {
          release++;
        },
      }),
    },
  });
  expect((await perform(grant)).kind).toBe("timeout");
  expect([release, runs.list().length]).toEqual([0, 0]);
  finish("late");
  await vi.waitFor(() => expect(release).toBe(1));
});

test("a person cancels a run by the beginning of its id, and only one that is theirs to cancel", async () => {
  const slow = registered(
    ({ signal }) => new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason))),
  );
  const { perform, runs } = stage(slow);
  const running = perform(grant);
  await vi.waitFor(() => expect(runs.list()).toHaveLength(1));
  const [run] = runs.list();
  const sam = { id: "sam", name: "Sam", groups: [] };
  expect(runs.cancel("", sam, () => false)).toEqual({ kind: "none" });
  expect(runs.cancel("zzz", sam, () => true)).toEqual({ kind: "none" });
  expect(runs.cancel(run?.callId.slice(0, 4) as string, sam, () => true).kind).toBe("cancelled");
  expect(await running).toMatchObject({ kind: "cancelled", say: "Cancelled by Sam." });
  expect(runs.list()).toEqual([]);
});

test("when Wardroom stops, every run is cancelled and waited for", async () => {
  const slow = registered(
    ({ signal }) => new Promise((resolve) => signal.addEventListener("abort", () => resolve(""))),
  );
  const { perform, runs } = stage(slow);
  const both = Promise.all([perform(grant), perform(grant)]);
  await vi.waitFor(() => expect(runs.list()).toHaveLength(2));
  await runs.stop();
  expect((await both).map(({ kind }) => kind)).toEqual(["cancelled", "cancelled"]);
  await runs.stop();
});

test("a command gets the clients it names and they go back, also when it throws", async () => {
  const order: string[] = [];
  const connections: PerformNeeds["connections"] = {
    use: async ({ name, memory }) => ({ client: memory(), release: () => order.push(`${name} back`) }),
  };
  const good = registered(
    async ({ use }) => String((use as unknown as { lists: { has(w: string): boolean } }).lists.has("bad")),
    { use: { lists } },
  );
  expect(await stage(good, { connections }).perform(grant)).toMatchObject({ kind: "done", say: "true" });
  await stage(
    registered(() => Promise.reject(new Error("x")), { use: { lists } }),
    { connections },
  ).perform(grant);
  expect(order).toEqual(["lists back", "lists back"]);
});

test("a connection that does not open is said in its own words", async () => {
  const connections = { use: () => Promise.reject(new Fault("card-wrong", "The lists do not answer.")) };
  expect(
    await stage(
      registered(async () => "x", { use: { lists } }),
      { connections },
    ).perform(grant),
  ).toMatchObject({
    kind: "broken",
    say: "The lists do not answer.",
  });
});

test("a secret in progress is blanked in the room and in the list of runs, also where it would be cut in two", async () => {
  const telling = registered(async ({ progress }) => {
    progress(`with hunter2secret ${"x".repeat(265)} hunter2secret`);
    expect(runs.list().map(({ text }) => text)).toEqual([expect.stringContaining("with [blanked] xx")]);
    return "done";
  });
  const { perform, progress, runs } = stage(telling);
  expect(await perform(grant)).toMatchObject({ kind: "done" });
  expect(JSON.stringify(progress)).not.toContain("hunter");
});

test("progress comes at once, then at most five times a second, always the latest, and never after the end", async () => {
  let late: ((text: string) => void) | undefined;
  const busy = registered(async ({ progress }) => {
    late = progress;
    for (let i = 0; i < 10_000; i++) progress(`\x1b[1mstep ${i}`, i / 5_000);
    await new Promise((resolve) => setTimeout(resolve, 300));
    return "done";
  });
  const { perform, progress } = stage(busy);
  await perform(grant);
  late?.("too late");
  expect(progress).toEqual([
    ["step 0", 0],
    ["step 9999", 1],
  ]);
});
