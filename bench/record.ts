import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { performance } from "node:perf_hooks";
import { allowed } from "../packages/testkit/src/sample-request.ts";
import { silentLog } from "../packages/wardroom/src/base/log.ts";
import { newSigner } from "../packages/wardroom/src/record/note.ts";
import { openRecord } from "../packages/wardroom/src/record/record.ts";
import { openStore } from "../packages/wardroom/src/store/open.ts";

const CALLERS = 50;
const ROUND_MS = 2_000;
const ROUNDS = 5;

/**
 * What recording costs beside bare inserts of the same bytes, on one embedded store in one run, in turns, so that the
 * machine is equally busy for both; ratios count, not the figures. Goal: 0.75 with 50 callers that each wait for
 * their own entry. The batches have no goal.
 */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "wardroom-bench-"));
  const store = await openStore({ dataDir: folder, log: silentLog(), connections: CALLERS });
  const record = await openRecord({
    store,
    key: newSigner("wardroom/bench"),
    blank: (text) => text,
    log: silentLog(),
    now: () => new Date(),
  });
  try {
    let asked = 0;
    const one = () => record.decision(allowed(`bench-${asked++}/0`));
    await one();
    const { rows } = await store.pool.query<{ bytes: string }>(
      "select body || leaf::text || openings::text as bytes from entry join entry_text on entry = number limit 1",
    );
    const bytes = rows[0]?.bytes ?? "";
    await store.pool.query("create table bare (number bigint generated always as identity primary key, bytes text)");
    const bare = () =>
      store.pool.query({ name: "bare", text: "insert into bare (bytes) values ($1)", values: [bytes] });
    const hundred = Array.from({ length: 100 }, () => bytes);
    const bareHundred = () =>
      store.pool.query({
        name: "bare-100",
        text: "insert into bare (bytes) select unnest($1::text[])",
        values: [hundred],
      });
    const hundredEntries = () => Promise.all(hundred.map(one));

    console.log(`entries of ${bytes.length} bytes with their texts; ${ROUNDS} rounds of ${ROUND_MS} ms each, in turns`);
    console.log("                                          recorded/s   bare/s   ratio (median, least, most)");
    await compare(`${CALLERS} callers, each waits for its own`, CALLERS, 1, one, bare);
    await compare("batches of 100, one after another", 1, 100, hundredEntries, bareHundred);
  } finally {
    await record.close();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  }
}

async function compare(
  label: string,
  callers: number,
  each: number,
  recorded: () => Promise<unknown>,
  bare: () => Promise<unknown>,
): Promise<void> {
  await rate(callers, recorded, ROUND_MS / 4);
  await rate(callers, bare, ROUND_MS / 4);
  const rounds: { recorded: number; bare: number; ratio: number }[] = [];
  for (let i = 0; i < ROUNDS; i++) {
    const pair = { recorded: (await rate(callers, recorded)) * each, bare: (await rate(callers, bare)) * each };
    rounds.push({ ...pair, ratio: pair.recorded / pair.bare });
  }
  rounds.sort((a, b) => a.ratio - b.ratio);
  const median = rounds[Math.floor(ROUNDS / 2)];
  if (median === undefined) return;
  const [least, most] = [rounds[0]?.ratio ?? 0, rounds.at(-1)?.ratio ?? 0];
  console.log(
    `${label.padEnd(40)} ${median.recorded.toFixed(0).padStart(11)} ${median.bare.toFixed(0).padStart(8)}   ${median.ratio.toFixed(2)} (${least.toFixed(2)}, ${most.toFixed(2)})`,
  );
}

/** How often a second `callers` loops get `work` done. */
async function rate(callers: number, work: () => Promise<unknown>, ms = ROUND_MS): Promise<number> {
  let done = 0;
  const began = performance.now();
  const end = began + ms;
  const loop = async () => {
    for (; performance.now() < end; done++) await work();
  };
  await Promise.all(Array.from({ length: callers }, loop));
  return done / ((performance.now() - began) / 1_000);
}
