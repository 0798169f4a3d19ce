import { parentPort, workerData } from "node:worker_threads";
import { packFromCsv } from "./network-source.ts";

/** The module of a worker thread: packs the two files it was started with, and gives the packed table. */
const [v4File, v6File] = workerData as readonly [v4File: string, v6File: string];
const packed = await packFromCsv(v4File, v6File, new AbortController().signal);
parentPort?.postMessage(packed, [packed.buffer as ArrayBuffer]);
