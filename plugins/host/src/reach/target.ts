import type { Answer, RunOptions } from "./answer.ts";

/** Where a machine is entered, as whom, with which key, and the key that it must show itself. */
export interface SshTarget {
  /** As people call it. */
  readonly name: string;
  readonly address: string;
  readonly port: number;
  readonly user: string;
  /** The name of a key in the connection's settings: one a class of host. */
  readonly key: string;
  /** As in `known_hosts`. */
  readonly hostKey: string;
}

/** Runs scripts of ours on other machines. Never throws: what cannot be reached is an answer too. */
export interface Ssh {
  run(target: SshTarget, script: string, options: RunOptions): Promise<Answer>;
  /** How many connections stand open. */
  open(): number;
  close(): Promise<void>;
}
