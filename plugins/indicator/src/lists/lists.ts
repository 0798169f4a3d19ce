import { resolve } from "node:path";
import { defineConnection } from "@wardroom/sdk";
import { z } from "zod";
import { type ListedType, listIndex } from "./list-index.ts";
import { type ListSource, listSource } from "./list-source.ts";
import { type ReadList, readList } from "./read-list.ts";

/** `warning`: on it is what is well known or harmless and better not blocked. `block`: on it is what is bad. */
type ListKind = "warning" | "block";

export interface Hit {
  readonly list: string;
  readonly kind: ListKind;
  /** The entry that covers the value. */
  readonly entry: string;
  readonly about?: string;
}

export interface ListState {
  readonly name: string;
  readonly kind: ListKind;
  readonly entries: number;
  /** When the list was last known to be as it is here; absent when it was never read. */
  readonly knownAt?: Date;
  /** Why it is older than it should be, or not there. Completes "the list …, because". */
  readonly problem?: string;
}

export interface Lists {
  find(
    type: ListedType,
    value: string,
  ): Promise<{ readonly hits: readonly Hit[]; readonly states: readonly ListState[] }>;
  /** Looks for newer copies of all lists now. */
  refresh(signal: AbortSignal): Promise<readonly ListState[]>;
}

const settings = z.object({
  lists: z
    .array(
      z.object({
        name: z.string().min(1),
        kind: z.enum(["warning", "block"]),
        /** A URL, or a path from the folder of the settings. */
        from: z.string().min(1),
        refreshHours: z
          .number()
          .min(0.1)
          .max(24 * 365)
          .default(24),
      }),
    )
    .default([]),
  /** Where copies are kept for when the network is away. */
  cache: z.string().default("cache"),
  maxMegabytes: z.number().min(0.1).max(500).default(50),
  timeoutMs: z.int().min(100).max(120_000).default(20_000),
});

const HOUR = 3_600_000;
const RETRY_MS = 5 * 60_000;

interface Slot {
  readonly name: string;
  readonly kind: ListKind;
  readonly refreshMs: number;
  readonly source: ListSource;
  read?: ReadList & { readonly version: string; readonly knownAt: Date };
  problem?: string;
  triedAt: number;
  busy?: Promise<void>;
}

/**
 * The connection `lists`. A list is read at the first question and looked for again when it is older than its refresh
 * time, in the background: the copy at hand answers meanwhile, and every answer says how old it is.
 */
export const lists = defineConnection<Lists, typeof settings>({
  name: "lists",
  summary: "Warning lists and block lists",
  settings,
  async open(wanted, { folder, signal, log }) {
    const limits = {
      cache: resolve(folder, wanted.cache),
      maxBytes: wanted.maxMegabytes * 1_000_000,
      timeoutMs: wanted.timeoutMs,
    };
    const slots: Slot[] = wanted.lists.map(({ name, kind, from, refreshHours }) => ({
      name,
      kind,
      refreshMs: refreshHours * HOUR,
      source: listSource(from, folder, limits),
      triedAt: 0,
    }));

    async function take(slot: Slot, copy: { text: string; version: string; knownAt: Date }) {
      const read =
        slot.read?.version === copy.version ? slot.read : { ...(await readList(copy.text)), version: copy.version };
      slot.read = { ...read, knownAt: copy.knownAt };
    }

    function fetchNow(slot: Slot, until: AbortSignal): Promise<void> {
      slot.busy ??= (async () => {
        slot.triedAt = Date.now();
        try {
          await take(slot, await slot.source.fetch(until));
          delete slot.problem;
        } catch (error) {
          slot.problem = error instanceof Error ? error.message : String(error);
          log(`list ${slot.name} was not refreshed`, { problem: slot.problem });
        } finally {
          delete slot.busy;
        }
      })();
      return slot.busy;
    }

    async function takeKept(slot: Slot): Promise<void> {
      const kept = await slot.source.kept();
      if (kept !== undefined) await take(slot, kept);
    }

    async function ready(slot: Slot): Promise<void> {
      await takeKept(slot);
      const due = slot.read === undefined || Date.now() - slot.read.knownAt.getTime() > slot.refreshMs;
      if (!due || Date.now() - slot.triedAt < RETRY_MS) return;
      const fetching = fetchNow(slot, signal);
      if (slot.read === undefined) await fetching;
    }

    const state = ({ name, kind, read, problem }: Slot): ListState => ({
      name,
      kind,
      entries: read?.index.size ?? 0,
      ...(read === undefined ? {} : { knownAt: read.knownAt }),
      ...(problem === undefined ? {} : { problem }),
    });

    return {
      async find(type, value) {
        await Promise.all(slots.map(ready));
        const hits = slots.flatMap(({ name, kind, read }) => {
          const entry = read?.index.find(type, value);
          if (entry === undefined) return [];
          return [{ list: name, kind, entry, ...(read?.about === undefined ? {} : { about: read.about }) }];
        });
        return { hits, states: slots.map(state) };
      },
      async refresh(until) {
        await Promise.all(
          slots.map(async (slot) => {
            await takeKept(slot);
            // One that is under way may have begun before what is asked about now.
            await slot.busy;
            await fetchNow(slot, AbortSignal.any([signal, until]));
          }),
        );
        return slots.map(state);
      },
    };
  },
  async check(client, signal) {
    const states = await client.refresh(signal);
    const failed = states.filter(({ problem }) => problem !== undefined);
    if (failed.length > 0) throw new Error(failed.map(({ name, problem }) => `${name}: ${problem}`).join("; "));
    return `${states.length} lists, ${states.reduce((sum, { entries }) => sum + entries, 0)} entries`;
  },
  memory() {
    const index = listIndex();
    index.add("domain", "evil.example");
    index.add("ip", "192.0.2.66");
    const states: ListState[] = [{ name: "example list", kind: "block", entries: 2, knownAt: new Date() }];
    return {
      async find(type, value) {
        const entry = index.find(type, value);
        return { hits: entry === undefined ? [] : [{ list: "example list", kind: "block", entry }], states };
      },
      refresh: async () => states,
    };
  },
});
