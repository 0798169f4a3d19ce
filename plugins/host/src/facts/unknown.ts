import type { Probed, Raw } from "../probe/probed.ts";
import type { Note, Section } from "../probe/script.ts";

/** Something that could not be read, in words that end the sentence "Disks: …". */
export interface Unknown {
  readonly unknown: string;
}

const WORDS: Readonly<Record<Note, string>> = {
  "no-tool": "not known on this kind of system",
  unreadable: "not readable without root",
  "no-log": "this machine keeps no such record",
  "no-lists": "no package lists here; `apt-get update` has not been run",
  "no-service-manager": "no service manager",
  cut: "",
};

/** A section's output, or why there is none. `fatal` notes leave nothing to parse. */
export function rawOf(probed: Probed, section: Section, fatal: readonly Note[]): Raw | Unknown {
  const raw = probed.get(section);
  if (raw === undefined) return { unknown: "not answered in time" };
  const note = raw.notes.find((one) => fatal.includes(one));
  if (note !== undefined) return { unknown: WORDS[note] };
  return raw.whole ? raw : { unknown: "not answered in time" };
}

export const ODD_ANSWER: Unknown = { unknown: "answered in a way that I cannot read" };

export function isUnknown(value: object): value is Unknown {
  return "unknown" in value;
}
