/** What must not compile. Each line under an `@ts-expect-error` is an error of the compiler, or the check of types fails. */
import { z } from "zod";
import { defineCommand, type Said } from "./command.ts";
import { defineConnection } from "./connection.ts";

const firewall = defineConnection({
  name: "firewall",
  summary: "The edge firewall",
  settings: z.object({ url: z.url() }),
  open: async () => ({ block: async (address: string) => address.length > 0 }),
  check: async () => "reached",
  memory: () => ({ block: async () => true }),
});

const args = z.object({ address: z.ipv4(), hours: z.int().default(24) });
const run = async (): Promise<Said> => ({ say: "Done." });
const base = { name: "firewall block", summary: "Block an address", args, run };
const examples = ["firewall block 203.0.113.9"] as const;

// Whole ones compile, each kind of risk with what it owes.
defineCommand({ ...base, examples, risk: "read" });
defineCommand({ ...base, examples, risk: "reversible", undo: run });
defineCommand({ ...base, examples, risk: "irreversible", preview: run });
defineCommand({
  ...base,
  examples: ["firewall block 203.0.113.9", { say: "block 203.0.113.9", means: { address: "203.0.113.9" } }],
  use: { firewall },
  risk: "reversible",
  async run({ args, use, signal }) {
    signal.throwIfAborted();
    const took: boolean = await use.firewall.block(args.address);
    const hours: number = args.hours;
    return took ? `Blocked for ${hours} hours.` : { say: "Not blocked.", failed: true };
  },
  verify: ({ args, use }) => use.firewall.block(args.address),
  undo: async () => undefined,
});

// @ts-expect-error: no risk
defineCommand({ ...base, examples });

// @ts-expect-error: a risk that is none
defineCommand({ ...base, examples, risk: "harmless" });

// @ts-expect-error: reversible without an undo
defineCommand({ ...base, examples, risk: "reversible" });

// @ts-expect-error: irreversible without a preview
defineCommand({ ...base, examples, risk: "irreversible" });

// @ts-expect-error: a list of examples without an example
defineCommand({ ...base, examples: [], risk: "read" });

// @ts-expect-error: no examples
defineCommand({ ...base, risk: "read" });

// @ts-expect-error: an example whose meaning lacks what is required
defineCommand({ ...base, examples: [{ say: "block it", means: { hours: 3 } }], risk: "read" });

// @ts-expect-error: an example whose meaning has the wrong type
defineCommand({ ...base, examples: [{ say: "block 203.0.113.9", means: { address: 203 } }], risk: "read" });

defineCommand({
  ...base,
  examples,
  use: { firewall },
  risk: "read",
  // @ts-expect-error: a client that `use` does not name
  run: async ({ use }) => String(await use.router.block("203.0.113.9")),
});

defineCommand({
  ...base,
  examples,
  use: { firewall },
  risk: "read",
  // @ts-expect-error: a method that the client does not have
  run: async ({ use }) => String(await use.firewall.unblock("203.0.113.9")),
});

defineCommand({
  ...base,
  examples,
  risk: "read",
  // @ts-expect-error: an argument that was not declared
  run: async ({ args }) => args.minutes,
});

defineCommand({
  ...base,
  examples,
  risk: "read",
  // @ts-expect-error: an answer that is none
  run: async () => 7,
});
