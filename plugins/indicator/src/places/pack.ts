import { Worker } from "node:worker_threads";

/** Small heaps, so that the garbage of half a million rows is picked up at once and goes with the thread. */
const resourceLimits = { maxOldGenerationSizeMb: 96, maxYoungGenerationSizeMb: 8 };

/** As `packFromCsv`, in a thread of its own: seconds of work that nobody who is in a room should feel. */
export async function packApart(v4File: string, v6File: string, signal: AbortSignal): Promise<Uint8Array> {
  signal.throwIfAborted();
  const module = new URL(import.meta.url.endsWith(".ts") ? "./pack-worker.ts" : "./pack-worker.js", import.meta.url);
  const worker = new Worker(module, { workerData: [v4File, v6File], resourceLimits });
  const stop = () => void worker.terminate();
  signal.addEventListener("abort", stop);
  return new Promise<Uint8Array>((resolve, reject) => {
    worker.once("message", resolve);
    worker.once("error", reject);
    worker.once("exit", (code) => reject(new Error(`packing the network table ended with code ${code}`)));
  }).finally(() => signal.removeEventListener("abort", stop));
}
