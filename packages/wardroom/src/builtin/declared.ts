import type { Plugin } from "@wardroom/sdk";
import { openRuns } from "../request/perform/runs.ts";
import type { Store } from "../store/store.ts";
import { builtinPlugin } from "./builtin.ts";

/** Wardroom's own commands as they are declared. For those who only look at commands: none of these can run. */
export function declaredPlugin(): Plugin {
  const absent = (): never => {
    throw new Error("no server is behind these commands");
  };
  const store: Store = {
    get db() {
      return absent();
    },
    get pool() {
      return absent();
    },
    connect: absent,
    close: absent,
  };
  return builtinPlugin({
    store,
    identity: absent,
    current: absent,
    broken: absent,
    record: absent,
    meaning: absent,
    judging: absent,
    follows: absent,
    runs: openRuns(),
    now: () => new Date(),
  }).plugin;
}
