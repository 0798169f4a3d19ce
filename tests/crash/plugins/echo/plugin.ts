import { defineCommand, definePlugin } from "@wardroom/sdk";
import { z } from "zod";

/** A read that answers with what it was told, so that an answer can be traced to what was said. */
export const plugin = definePlugin({
  name: "echo",
  summary: "Says things back",
  commands: [
    defineCommand({
      name: "echo",
      summary: "Say it back",
      args: z.object({ text: z.string() }),
      examples: ["echo hello"],
      risk: "read",
      run: async ({ args }) => args.text,
    }),
  ],
});
