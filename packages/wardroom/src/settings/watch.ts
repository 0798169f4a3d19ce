import { type FSWatcher, watch } from "node:fs";
import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import type { Log } from "../base/log.ts";
import type { Problem } from "./problem.ts";
import { type Read, readSettings, type Snapshot, type Source, settingsFault } from "./read.ts";

export interface WatchNeeds {
  readonly file: string;
  readonly log: Log;
  /** The settings are others now. Never called twice for the same texts. */
  changed(snapshot: Snapshot): void;
  /** What stands in the files is wrong; the settings of before are still the ones. Empty when it is right again. */
  wrong?(problems: readonly Problem[]): void;
  /** How long files must stand still before they are read, in ms. An editor writes in several steps. */
  readonly settleMs?: number;
  /** How often files are looked at where the system does not tell of changes (network folders), in ms. */
  readonly lookMs?: number;
}

export interface WatchedSettings {
  current(): Snapshot;
  /** What is wrong in the files as they stand; empty while they are what is in force. */
  problems(): readonly Problem[];
  /** Looks now, without waiting for the system to tell. */
  look(): Promise<void>;
  close(): void;
}

/**
 * Settings that are read again when their file, or an inventory file they name, changes. At the start they must be
 * right (Fault `settings-wrong`); later the old ones stay in force while the new ones are wrong. A change is known by
 * the texts themselves, so touching a file is none.
 */
export async function watchSettings(needs: WatchNeeds): Promise<WatchedSettings> {
  const first = await readSettings(needs.file);
  if (!("snapshot" in first)) throw settingsFault(first.problems);
  let current = first.snapshot;
  let sources: readonly Source[] = current.sources;
  let problems: readonly Problem[] = [];
  /** As the files were before they were last read; unknown at first, so that what changed meanwhile is found. */
  let stamps = "";
  let closed = false;
  let looking: Promise<void> | undefined;
  let again = false;
  let settling: NodeJS.Timeout | undefined;
  const watchers = new Map<string, FSWatcher>();

  function take(read: Read): void {
    const texts = "snapshot" in read ? read.snapshot.sources : read.sources;
    if (sameTexts(texts, sources)) return;
    sources = texts;
    if ("snapshot" in read) {
      const back = sameTexts(texts, current.sources);
      current = read.snapshot;
      tell([]);
      if (!back) {
        needs.log.info("settings taken up");
        needs.changed(current);
      }
    } else {
      needs.log.warn({ problems: read.problems }, "the settings are not right; the ones of before stay");
      tell(read.problems);
    }
    watchFolders();
  }

  function tell(found: readonly Problem[]): void {
    if (found.length === 0 && problems.length === 0) return;
    problems = found;
    needs.wrong?.(found);
  }

  async function look(): Promise<void> {
    again = true;
    looking ??= (async () => {
      while (again && !closed) {
        again = false;
        const files = sources;
        const before = await stampsOf(files);
        const read = await readSettings(needs.file);
        if (!closed) take(read);
        stamps = sources === files ? before : "";
      }
    })().finally(() => {
      looking = undefined;
    });
    await looking;
  }

  function soon(): void {
    clearTimeout(settling);
    settling = setTimeout(() => void look().catch((error) => needs.log.error(error)), needs.settleMs ?? 100).unref();
  }

  /** Folders rather than files: editors and ConfigMaps put a new file in the place of the old one. */
  function watchFolders(): void {
    const folders = new Set(sources.map(({ file }) => dirname(file)));
    for (const [folder, watcher] of watchers) {
      if (folders.has(folder)) continue;
      watcher.close();
      watchers.delete(folder);
    }
    for (const folder of folders) {
      if (watchers.has(folder)) continue;
      try {
        const watcher = watch(folder, { persistent: false }, soon);
        watcher.on("error", () => {
          watcher.close();
          watchers.delete(folder);
        });
        watchers.set(folder, watcher);
      } catch {
        // No more watches to be had, or no such folder: looking every now and then is enough.
      }
    }
  }

  watchFolders();
  const timer = setInterval(async () => {
    const now = await stampsOf(sources);
    if (now !== stamps) soon();
  }, needs.lookMs ?? 2000).unref();

  return {
    current: () => current,
    problems: () => problems,
    look,
    close() {
      closed = true;
      clearInterval(timer);
      clearTimeout(settling);
      for (const watcher of watchers.values()) watcher.close();
      watchers.clear();
    },
  };
}

function sameTexts(a: readonly Source[], b: readonly Source[]): boolean {
  return a.length === b.length && a.every(({ file, text }, i) => file === b[i]?.file && text === b[i]?.text);
}

/** Which files they are and when they were last written, as one text; a file that is not there counts as such. */
async function stampsOf(sources: readonly Source[]): Promise<string> {
  const each = sources.map(async ({ file }) => {
    const found = await stat(file).catch(() => undefined);
    return found === undefined ? "-" : `${found.ino} ${found.size} ${found.mtimeMs} ${found.ctimeMs}`;
  });
  return (await Promise.all(each)).join("\n");
}
