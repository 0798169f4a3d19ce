import { chmod, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";

/** What a person typed before, oldest first, kept in the data folder for them alone. */
export interface Remembered {
  readonly lines: readonly string[];
  /** A line that begins with a blank is not kept, nor is the same one twice in a row. */
  add(line: string): void;
  /** Resolves when all has been written. */
  idle(): Promise<void>;
}

const MOST_LINES = 1000;

/** Opens `<folder>/history-<person>`: one JSON string a line, mode 0600. What cannot be read or written is done without. */
export async function openRemembered(folder: string, person: string): Promise<Remembered> {
  const file = join(folder, `history-${encodeURIComponent(person)}`);
  let lines = await read(file);
  let writing: Promise<void> = Promise.resolve();
  return {
    get lines() {
      return lines;
    },
    add(line) {
      if (line.trim() === "" || line.startsWith(" ") || line === lines.at(-1)) return;
      lines = [...lines, line].slice(-MOST_LINES);
      writing = writing.then(() => write(folder, file, lines)).catch(() => {});
    },
    idle: () => writing,
  };
}

async function read(file: string): Promise<string[]> {
  const text = await readFile(file, "utf8").catch(() => "");
  return text.split("\n").flatMap((line) => {
    try {
      const said: unknown = JSON.parse(line);
      return typeof said === "string" ? [said] : [];
    } catch {
      return [];
    }
  });
}

/** Written beside and moved, so that two terminals of one person at worst lose a line, never the file. */
async function write(folder: string, file: string, lines: readonly string[]): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const beside = `${file}.${process.pid}`;
  await writeFile(beside, lines.map((line) => `${JSON.stringify(line)}\n`).join(""), { mode: 0o600 });
  await chmod(beside, 0o600);
  await rename(beside, file);
}
