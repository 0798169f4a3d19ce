import { type Command, cardSchema, type Said } from "@wardroom/sdk";
import { Fault } from "../../base/fault.ts";

/**
 * Runs a command once with the in-memory twins of its connections, under its own time limit. One that changes something is
 * previewed, run, read back and undone, all on the twins. Throws what the command throws, and a Fault for an answer that is none.
 */
export async function runExample(command: Command, args: Record<string, unknown>): Promise<{ said: Said; ms: number }> {
  const abort = new AbortController();
  const started = performance.now();
  const use = Object.fromEntries(Object.entries(command.use).map(([as, connection]) => [as, connection.memory()]));
  const call = {
    args,
    use: use as never,
    now: new Date(),
    callId: "check",
    signal: abort.signal,
    person: { id: "check", name: "Check" },
    room: "check",
    progress: () => {},
  };
  const late = new Promise<never>((_, reject) => {
    setTimeout(() => {
      abort.abort();
      reject(new Fault("run-timeout", `did not end within ${command.timeoutMs / 1_000} s, its time limit.`));
    }, command.timeoutMs).unref();
  });
  const all = async (): Promise<Said> => {
    await command.preview?.(call);
    const said = await command.run(call);
    if (command.verify !== undefined && !(await command.verify(call)))
      throw new Fault("example-not-verified", "was run, but reading back says that it did not take.");
    await command.undo?.(call);
    return typeof said === "string" ? { say: said } : said;
  };
  try {
    const said = await Promise.race([all(), late]);
    if (said === null || typeof said !== "object") throw new Fault("card-wrong", "gave an answer that is none.");
    const card = cardSchema.optional().safeParse(said.card);
    if (!card.success) throw new Fault("card-wrong", `gave a card that is none: ${card.error.issues[0]?.message}`);
    return { said, ms: Math.round(performance.now() - started) };
  } finally {
    abort.abort();
  }
}
