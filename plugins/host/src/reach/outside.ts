import { connect } from "node:net";

/** What a machine with no way in shows from outside. */
export interface Seen {
  readonly address: string;
  /** Of the ports tried, those that took a connection, and whether the machine answered at all (a refusal is an answer). */
  readonly open: readonly number[];
  readonly answers: boolean;
}

/** SSH, web and secure web: what a machine most likely shows. */
export const TRIED_PORTS = [22, 80, 443] as const;

/** Tries to connect, and hangs up at once. Each try ends after `timeoutMs`. */
export async function lookFromOutside(
  address: string,
  {
    signal,
    timeoutMs = 2000,
    ports = TRIED_PORTS,
  }: { signal: AbortSignal; timeoutMs?: number; ports?: readonly number[] },
): Promise<Seen> {
  const tried = await Promise.all(ports.map((port) => knock(address, port, timeoutMs, signal)));
  return {
    address,
    open: ports.filter((_, i) => tried[i] === "open"),
    answers: tried.some((one) => one !== "silent"),
  };
}

function knock(
  host: string,
  port: number,
  timeoutMs: number,
  signal: AbortSignal,
): Promise<"open" | "refused" | "silent"> {
  return new Promise((resolve) => {
    const socket = connect({ host, port, signal });
    const end = (result: "open" | "refused" | "silent") => {
      socket.destroy();
      resolve(result);
    };
    socket.setTimeout(timeoutMs, () => end("silent"));
    socket.once("connect", () => end("open"));
    socket.once("error", (error: NodeJS.ErrnoException) => end(error.code === "ECONNREFUSED" ? "refused" : "silent"));
  });
}
