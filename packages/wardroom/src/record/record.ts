import type { Log } from "../base/log.ts";
import type { Decision, Grant, Recorded, Refused } from "../model/decision.ts";
import type { Outcome } from "../model/outcome.ts";
import { callHash } from "../model/request.ts";
import type { Store } from "../store/store.ts";
import { openAppender, unwritable } from "./append.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { openCheckpoints } from "./checkpoints.ts";
import { type Blank, draftDecision, draftNote, draftOutcome, type Note } from "./draft.ts";
import { sealDraft } from "./entry.ts";
import { eraseText } from "./erase.ts";
import { readHead } from "./head.ts";
import type { SignerKey } from "./note.ts";
import { type Asked, type Happened, readHappened } from "./read.ts";
import type { SealedField } from "./seal.ts";
import { findRequest, openCallReader, type Standing } from "./standing.ts";

export interface RecordNeeds {
  readonly store: Store;
  readonly key: SignerKey;
  readonly blank: Blank;
  readonly log: Log;
  now(): Date;
  /** Where checkpoints are written as files; none when absent. */
  readonly folder?: string;
  /** Told of each new checkpoint, to post it where it is kept by others. */
  onCheckpoint?(checkpoint: Checkpoint): Promise<void>;
}

/** An outcome that stands in the record as entry `entry`. */
export type RecordedOutcome = Outcome & { readonly entry: number };

/** The record, open. Everything that writes resolves when the entry is durable, never before. */
export interface OpenRecord {
  /**
   * Writes a decision. Only this makes a Grant. A request that stands already gets what stands: taking it up again
   * writes nothing. Throws `record-unwritable`; then nothing may run.
   */
  decision(decision: Decision): Promise<Grant | Refused>;
  /** Writes how a granted request ended, once: a second outcome is not written, the first is given back. */
  outcome(grant: Grant, outcome: Outcome): Promise<RecordedOutcome>;
  /** Writes another fact; gives its entry number. */
  note(note: Note): Promise<number>;
  /** Whether entry `entry` is an "allow" of exactly this call, read back from the store. */
  granted(entry: number, call: string): Promise<boolean>;
  find(requestId: string): Promise<Standing | undefined>;
  read(asked: Asked): Promise<readonly Happened[]>;
  /** How many entries there are; the number of the next one. */
  size(): Promise<number>;
  /** Erases a text for good and notes that it did; false when there is none. */
  erase(entry: number, field: SealedField, by?: Note["person"]): Promise<boolean>;
  /** Signs the record as it stands. Throws when it does not continue what was signed before. */
  checkpoint(): Promise<Checkpoint>;
  /** Tells of growth that this process made, with the new size. Gives what ends that. */
  onGrown(listener: (size: number) => void): () => void;
  /** Lets what is under way finish, signs a last checkpoint and stops. */
  close(): Promise<void>;
}

/** Opens the record over a migrated store. */
export async function openRecord(needs: RecordNeeds): Promise<OpenRecord> {
  const { store, blank, now } = needs;
  const listeners = new Set<(size: number) => void>();
  const appender = openAppender({
    store,
    grown(size) {
      for (const listener of listeners) listener(size);
    },
  });
  const calls = openCallReader(store);
  const checkpoints = await openCheckpoints(needs);

  const recorded = (decision: Decision, entry: number) => ({ ...decision, entry }) as Grant | Refused;

  async function standing(request: string): Promise<Standing | undefined> {
    try {
      return await findRequest(store, request);
    } catch (error) {
      throw unwritable(error);
    }
  }

  async function decision(decided: Decision): Promise<Grant | Refused> {
    const { request } = decided;
    const before = request.again ? (await standing(request.id))?.decision : undefined;
    if (before !== undefined) return resume(decided, before);
    const { number, stood } = await appender.add(sealDraft(draftDecision(decided, now(), blank)));
    if (!stood) return recorded(decided, number);
    const stands = (await standing(request.id))?.decision;
    if (stands === undefined) throw unwritable(new Error(`entry ${number} is not the decision it should be`));
    return resume(decided, stands);
  }

  async function outcome(grant: Grant, ended: Outcome): Promise<RecordedOutcome> {
    const { id, again } = grant.request;
    const before = again ? (await standing(id))?.outcome : undefined;
    if (before !== undefined) return before;
    const { number, stood } = await appender.add(sealDraft(draftOutcome(grant, ended, now(), blank)));
    if (!stood) return { ...ended, entry: number };
    return (await standing(id))?.outcome ?? { ...ended, entry: number };
  }

  /** What stands wins over what was decided now. A request that has become another call is refused, not run. */
  function resume(decided: Decision, { entry, call, ...before }: NonNullable<Standing["decision"]>): Grant | Refused {
    if (before.kind !== "allow" || call === callHash(decided.request))
      return recorded({ ...decided, ...before }, entry);
    const say = "This command is not the one that was decided on any more. Say it again.";
    const changed: Recorded<Decision> = recorded(
      { ...decided, ...before, kind: "deny", reason: { code: "version-changed", say } },
      entry,
    );
    return changed as Refused;
  }

  const note = async (fact: Note) => (await appender.add(sealDraft(draftNote(fact, now(), blank)))).number;

  return {
    decision,
    outcome,
    note,
    granted: async (entry, call) => (await calls.add(entry)) === call,
    find: (requestId) => findRequest(store, requestId),
    read: (asked) => readHappened(store, asked),
    size: async () => (await readHead(store.pool)).frontier.size,
    erase: (entry, field, by) => eraseText({ store, note }, entry, field, by),
    checkpoint: checkpoints.sign,
    onGrown(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    async close() {
      await appender.idle();
      await calls.idle();
      await checkpoints.close();
    },
  };
}
