import type { parseArgs } from "node:util";
import { sealedFields } from "../record/seal.ts";
import type { Io } from "./io.ts";

export const USAGE = `wardroom record export FILE [--withhold FIELD,…] [--data DIR]   write the whole record to a file
wardroom record verify EXPORT --key FILE [--since KEPT]…          check an export with the public key alone
wardroom record verify [--since KEPT]… --data DIR                 check the record in a data folder
wardroom record prove NUMBER [--from CHECKPOINT] [--data DIR]     prove an entry; with an export: EXPORT --key FILE

KEPT is a checkpoint or an export from earlier. Fields: ${sealedFields.join(", ")}. --json for programs.
`;

export const options = {
  data: { type: "string" },
  key: { type: "string" },
  since: { type: "string", multiple: true },
  from: { type: "string" },
  withhold: { type: "string" },
  json: { type: "boolean" },
  help: { type: "boolean", short: "h" },
} as const;

export type Flags = ReturnType<typeof parseArgs<{ options: typeof options; allowPositionals: true }>>["values"];

export async function usage(io: Io): Promise<number> {
  io.stderr(USAGE);
  return 2;
}
