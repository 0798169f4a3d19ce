import { Fault } from "../base/fault.ts";
import type { Explanation } from "../builtin/explain.ts";
import { readConfig } from "../config.ts";
import { type Ink, replyLines } from "../terminal/transcript.ts";
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
    else io.stdout(`${(await explained(body, inkOf(config, io))).join("\n")}\n`);
    return 0;
  } finally {
    await reached.close();
  }
}

/** The explanation as the card that the same question gets in a room. */
async function explained(body: object, ink: Ink): Promise<string[]> {
  const { explanationCard } = await import("../builtin/why.ts");
  if (!("calls" in body && Array.isArray(body.calls))) return [JSON.stringify(body, undefined, 2)];
  return replyLines({ card: explanationCard(body as Explanation) }, ink);
}
