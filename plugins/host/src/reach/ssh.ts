import { defineConnection } from "@wardroom/sdk";
import { openPool } from "./pool.ts";
import { sshSettings } from "./ssh-settings.ts";
import type { Ssh } from "./target.ts";

export const ssh = defineConnection<Ssh, typeof sshSettings>({
  name: "ssh",
  summary: "Other machines over SSH, their own keys verified",
  settings: sshSettings,
  limits: { parallel: 32 },
  open: async (settings) => openPool(settings),
  close: (client) => client.close(),
  check: async (client) => `${client.open()} connections are open; each host is tried when it is asked for`,
  memory: () => memorySsh({}),
});

/**
 * The in-memory twin: machines by name, each answering a script in its own way. One that is not there does not answer.
 */
export function memorySsh(machines: Readonly<Record<string, (script: string) => string>>): Ssh {
  return {
    async run({ name }, script) {
      const machine = machines[name];
      return machine === undefined
        ? { kind: "not-reached", code: "no-answer", say: `${name} does not answer.` }
        : { kind: "ran", output: machine(script), whole: true, connectMs: 1 };
    },
    open: () => 0,
    close: async () => {},
  };
}
