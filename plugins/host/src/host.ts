import { definePlugin } from "@wardroom/sdk";
import { disks, logins, ports, services, updates } from "./command/detail.ts";
import { failures } from "./command/failures.ts";
import { list } from "./command/list.ts";
import { status } from "./command/status.ts";

/**
 * Machines of the inventory: what is going on with them, read from the machine itself, here or over SSH. Everything in
 * here reads; nothing is changed anywhere.
 */
export const hostPlugin = definePlugin({
  name: "host",
  summary: "What is going on with a machine: load, disks, services, ports, log-ins, updates",
  commands: [status, list, disks, services, ports, logins, failures, updates],
});
