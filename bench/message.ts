import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import process from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { newId } from "../packages/wardroom/src/base/id.ts";

const PEOPLE = Array.from({ length: 50 }, (_, i) => `p${i}`);
const WARM_MS = 3_000;
const ROUND_MS = 5_000;
const ROUNDS = 3;
const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url));

/**
 * The whole way: 50 people at once, each saying a line and waiting for its answer over a socket; policy, durable record
 * and durable answer in between, on the embedded store with fsync. Beside it, in turns, a peer that does the least a
 * durable bot could: one committed row a line, then the answer. The clients run on the same machine and count.
 * Goal, on an idle machine: over 2,000 messages a second, p99 under 30 ms.
 */
export async function run(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "wardroom-bench-"));
  const people = PEOPLE.map((id) => `  - { id: ${id}, name: ${id} }`).join("\n");
  const limits = "limits: { messageBurst: 1000000, messagesPerSecond: 1000000 }";
  const plugins = `plugins: ["${here("../tests/crash/plugins")}"]`;
  await writeFile(join(folder, "wardroom.yaml"), `demo: true\npeople:\n${people}\n${plugins}\n${limits}\n`);
  const flags = ["up", "--demo", "--port", "0", "--data", folder, "--log", "error"];
  const wardroom = await started(here("../packages/wardroom/bin/wardroom.js"), flags, () => portIn(folder));
  const peerFolder = await mkdtemp(join(tmpdir(), "wardroom-bench-"));
  const peer = await started(here("message-peer.ts"), [peerFolder], () => portIn(peerFolder));
  try {
    console.log(
      `50 people, each waits for its answer; ${ROUNDS} rounds of ${ROUND_MS / 1000} s in turns; load ${loadavg()[0]?.toFixed(1)}`,
    );
    console.log("            messages/s   p50 ms   p99 ms   max ms   failed");
    const ratios: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const ours = await measure("wardroom", wardroom.port, round === 0 ? WARM_MS : 500);
      const theirs = await measure("peer", peer.port, round === 0 ? WARM_MS : 500);
      ratios.push(ours / theirs);
    }
    console.log(`ratio to the peer: ${ratios.map((ratio) => ratio.toFixed(2)).join(", ")}`);
  } finally {
    await wardroom.stop();
    await peer.stop();
    await rm(folder, { recursive: true, force: true });
    await rm(peerFolder, { recursive: true, force: true });
  }
}

async function measure(name: string, port: number, warmMs: number): Promise<number> {
  const worker = new Worker(new URL("message-clients.ts", import.meta.url), {
    execArgv: [],
    workerData: { url: `ws://127.0.0.1:${port}/socket`, people: PEOPLE, durationMs: ROUND_MS, warmMs, round: newId() },
  });
  const [{ tookMs, failed }] = (await once(worker, "message")) as [{ tookMs: number[]; failed: number }];
  tookMs.sort((a, b) => a - b);
  const at = (share: number): string =>
    (tookMs[Math.min(tookMs.length - 1, Math.floor(tookMs.length * share))] ?? 0).toFixed(1);
  const perSecond = (tookMs.length / ROUND_MS) * 1000;
  console.log(
    `${name.padEnd(12)}${perSecond.toFixed(0).padStart(10)}${at(0.5).padStart(9)}${at(0.99).padStart(9)}${at(1).padStart(9)}${String(failed).padStart(9)}`,
  );
  return perSecond;
}

async function portIn(folder: string): Promise<number | undefined> {
  return readFile(join(folder, "server.json"), "utf8").then(
    (text) => JSON.parse(text).port as number,
    () => undefined,
  );
}

async function started(program: string, args: string[], port: () => Promise<number | undefined>) {
  const child = spawn(process.execPath, ["--conditions=source", program, ...args], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  for (;;) {
    const found = await port();
    if (found !== undefined)
      return {
        port: found,
        async stop() {
          child.kill("SIGTERM");
          if (child.exitCode === null) await once(child, "exit");
        },
      };
    if (child.exitCode !== null) throw new Error(`${program} ended with ${child.exitCode}`);
    await sleep(50);
  }
}
