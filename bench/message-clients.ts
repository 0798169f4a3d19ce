import { performance } from "node:perf_hooks";
import { parentPort, workerData } from "node:worker_threads";
import { WebSocket } from "ws";

/** Room clients that each say a line, wait for its answer, and say the next; in a thread of their own. */
const { url, people, durationMs, warmMs, round } = workerData as {
  round: string;
  url: string;
  people: string[];
  durationMs: number;
  warmMs: number;
};

const begin = performance.now();
const measureFrom = begin + warmMs;
const end = measureFrom + durationMs;
const tookMs: number[] = [];
let failed = 0;

async function person(as: string): Promise<void> {
  const socket = new WebSocket(url, { perMessageDeflate: false });
  await new Promise((resolve, reject) => socket.once("open", resolve).once("error", reject));
  let n = 0;
  let saidAt = 0;
  const done = Promise.withResolvers<void>();
  const say = (): void => {
    saidAt = performance.now();
    if (saidAt >= end) {
      socket.close();
      done.resolve();
      return;
    }
    n++;
    socket.send(`{"type":"say","id":"${round}-${n}","room":"dm:${as}","text":"echo line ${n} of ${as}"}`);
  };
  let answered = false;
  socket.on("message", (bytes: Buffer) => {
    const text = bytes.toString("latin1");
    if (text.startsWith('{"type":"mark"')) say();
    else if (text.startsWith('{"type":"event"') && text.includes('"answers"')) answered = true;
    else if (text.startsWith('{"type":"settled"')) {
      const now = performance.now();
      if (!answered || !text.includes('"outcome":"done"')) failed++;
      answered = false;
      if (saidAt >= measureFrom) tookMs.push(now - saidAt);
      say();
    } else if (text.startsWith('{"type":"error"')) failed++;
  });
  socket.send(JSON.stringify({ type: "hello", as, recent: 0 }));
  return done.promise;
}

await Promise.all(people.map(person));
parentPort?.postMessage({ tookMs, failed });
