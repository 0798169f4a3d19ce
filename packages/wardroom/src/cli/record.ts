import { open, rename, rm } from "node:fs/promises";
import { parseArgs } from "node:util";
import { newId } from "../base/id.ts";
import { type SealedField, sealedFields } from "../record/seal.ts";
import type { Io } from "./io.ts";
import { prove } from "./record-prove.ts";
import { exportOf, withRecord } from "./record-source.ts";
import { type Flags, options, USAGE, usage } from "./record-usage.ts";
import { verify } from "./record-verify.ts";

/** `wardroom record export|verify|prove`. Gives 0 when it is done or holds, 1 when not, 2 for wrong usage. */
export async function record(args: readonly string[], io: Io): Promise<number> {
  let parsed: { values: Flags; positionals: string[] };
  try {
    parsed = parseArgs({ args: [...args], options, allowPositionals: true });
  } catch (error) {
    io.stderr(`${(error as Error).message}\n${USAGE}`);
    return 2;
  }
  const { values: flags, positionals } = parsed;
  const [verb = "", first, second] = positionals;
  if (flags.help) {
    io.stdout(USAGE);
    return 0;
  }
  const verbs: Record<string, () => Promise<number>> = {
    export: () => (first === undefined ? usage(io) : exportTo(first, flags, io)),
    verify: () => (first !== undefined && flags.key === undefined ? usage(io) : verify(first, flags, io)),
    prove: () => (/^\d+$/.test(first ?? "") ? prove(Number(first), second, flags, io) : usage(io)),
  };
  return (verbs[verb] ?? (async () => usage(io)))();
}

async function exportTo(file: string, flags: Flags, io: Io): Promise<number> {
  const withhold = (flags.withhold ?? "").split(",").filter((field) => field !== "");
  const unknown = withhold.filter((field) => !sealedFields.some((known) => known === field));
  if (unknown.length > 0) {
    io.stderr(`There is no field "${unknown[0]}" to withhold. Fields: ${sealedFields.join(", ")}.\n`);
    return 2;
  }
  return withRecord(flags, async (source) => {
    // Beside the file and then over it: what was cut off never looks like an export.
    const draft = `${file}.${newId()}`;
    const out = await open(draft, "wx", 0o600);
    let entries = 0;
    try {
      for await (const line of exportOf(source, withhold as SealedField[], io)) {
        await out.write(line);
        // Keys are sorted, and only an entry has a body.
        if (line.startsWith('{"body":')) entries++;
      }
      await out.sync();
      await out.close();
      await rename(draft, file);
    } catch (error) {
      await out.close().catch(() => {});
      await rm(draft, { force: true });
      throw error;
    }
    const key = source.key.verifier.text;
    if (flags.json) io.stdout(`${JSON.stringify({ file, entries, key, withheld: withhold })}\n`);
    else io.stdout(`Wrote ${entries} entries to ${file}. They verify with the key ${key}\n`);
    return 0;
  });
}
