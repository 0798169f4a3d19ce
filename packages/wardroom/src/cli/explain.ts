import { type Card, cardSchema } from "@wardroom/sdk";
import { Fault } from "../base/fault.ts";
import { readConfig } from "../config.ts";
import { replyLines } from "../terminal/transcript.ts";
import { readFlags, wrongUsage } from "./flags.ts";
import type { Io } from "./io.ts";
import { reach } from "./reach.ts";
import { inkOf, roomFor, type TalkNeeds, talkFlags } from "./say.ts";

/**
 * `wardroom explain TEXT`: what would happen, and why; runs nothing. Exit code 0 when it was explained. With `--json`
 * the explanation as one document, with `person`, `room` and `text` beside it.
 */
export async function explain(args: readonly string[], io: Io, needs: TalkNeeds = {}): Promise<number> {
  const { values, positionals } = readFlags(args, talkFlags);
  const text = positionals.join(" ");
  if (text.trim() === "") throw wrongUsage('Explain what? For example: wardroom explain "host status web-03"');
  const config = readConfig(values);
  const reached = await reach({ config, as: values.as, patienceMs: 0, ...needs });
  try {
    const room = roomFor(reached.welcome, values.room);
    const body = await reached.client.explain(room.id, text);
    if (typeof body !== "object" || body === null)
      throw new Fault("not-explained", "The server did not explain that. Try again in a moment.");
    const said = { person: reached.welcome.person.id, room: room.id, text };
    if (values.json === true) io.stdout(`${JSON.stringify({ ...said, ...body })}\n`);
    else
      io.stdout(
        explained(body)
          .map((line) => `${line}\n`)
          .join(""),
      );
    return 0;
  } finally {
    await reached.close();
  }

  function explained(body: object): string[] {
    const card = "card" in body ? cardSchema.safeParse(body.card) : undefined;
    const words = "say" in body && typeof body.say === "string" ? body.say : undefined;
    if (card?.success !== true && words === undefined) return [JSON.stringify(body, undefined, 2)];
    const shown: { text?: string; card?: Card } = {
      ...(words === undefined ? {} : { text: words }),
      ...(card?.success === true ? { card: card.data } : {}),
    };
    return replyLines(shown, inkOf(config, io));
  }
}
