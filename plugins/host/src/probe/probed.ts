import { type Note, type Section, sections } from "./script.ts";

/** What one section printed. */
export interface Raw {
  readonly lines: readonly string[];
  readonly notes: readonly Note[];
  /** False when the probe ended, or was ended, in the middle of it. */
  readonly whole: boolean;
}

/** What a machine answered, by section; one that it never came to is absent. */
export type Probed = ReadonlyMap<Section, Raw>;

/** Takes a probe's output apart. Never throws: a machine may answer anything. */
export function parseProbe(output: string, mark: string): Probed {
  const probed = new Map<Section, { lines: string[]; notes: Note[]; whole: boolean }>();
  let open: Section | undefined;
  for (const line of output.split("\n")) {
    if (line.startsWith(`${mark} `)) {
      const [, word, name] = line.trimEnd().split(" ");
      const section = sections.find((one) => one === name);
      if (word === "begin" && section !== undefined) {
        open = section;
        probed.set(section, { lines: [], notes: [], whole: false });
      } else if (open !== undefined && word === "note") {
        probed.get(open)?.notes.push(name as Note);
      } else if (word === "end" && section === open && open !== undefined) {
        const raw = probed.get(open);
        if (raw !== undefined) raw.whole = true;
        open = undefined;
      }
    } else if (open !== undefined && line.trim() !== "") probed.get(open)?.lines.push(clean(line));
  }
  return probed;
}

const MOST_LINE_CHARS = 1000;

/**
 * Control characters and marks that turn the direction of reading become `?`: a user name in a log is chosen by whoever
 * tries to log in. Long lines and long runs of blanks, of which honest answers have none, are cut short so that reading
 * stays quick.
 */
function clean(line: string): string {
  return line
    .slice(0, MOST_LINE_CHARS)
    .replace(/[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2066-\u2069]/g, "?")
    .replace(/\s{40,}/g, " ".repeat(40))
    .toWellFormed()
    .trimEnd();
}
