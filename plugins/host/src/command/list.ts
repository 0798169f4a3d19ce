import { type Card, defineCommand, type Host, inventory } from "@wardroom/sdk";
import { z } from "zod";
import { count } from "./amount.ts";

export const list = defineCommand({
  name: "host list",
  summary: "The machines that the inventory names",
  args: z.object({ tag: z.string().optional().describe("only those with this tag") }),
  examples: ["host list", "host list prod"],
  phrases: ["which hosts do we have", "list hosts"],
  use: { inventory },
  risk: "read",
  async run({ args, use }): Promise<{ card: Card }> {
    const hosts = use.inventory.hosts().filter((host) => args.tag === undefined || host.tags.includes(args.tag));
    const tagged = args.tag === undefined ? "" : ` with the tag ${args.tag}`;
    if (hosts.length === 0)
      return {
        card: {
          title: `No hosts${tagged}`,
          blocks: [{ kind: "text", text: "Hosts stand under `inventory` in the settings." }],
        },
      };
    return {
      card: {
        title: `${count(hosts.length, "host")}${tagged}`,
        blocks: [{ kind: "table", columns: ["host", "address", "owner", "tags", "way in"], rows: hosts.map(row) }],
      },
    };
  },
});

function row({ name, addresses, owner, tags, reach }: Host) {
  const way = reach === undefined ? "none" : reach === "local" ? "this machine" : `SSH as ${reach.ssh.user}`;
  return [name, addresses[0] ?? null, owner ?? null, tags.join(", ") || null, way];
}
