import { Fault } from "../../base/fault.ts";
import type { Person } from "../../model/message.ts";

/** A command that runs now. */
export interface Run {
  /** The call's id; any beginning of it that fits one run alone names the run in `cancel`. */
  readonly callId: string;
  readonly command: string;
  readonly person: Person;
  readonly room: string;
  readonly startedAt: Date;
  /** What it last said of its progress. */
  readonly text?: string;
  readonly share?: number;
}

/** What came of asking to cancel. */
export type Cancelled =
  | { readonly kind: "cancelled"; readonly run: Run }
  | { readonly kind: "none" }
  | { readonly kind: "several"; readonly runs: readonly Run[] };

/** The runs of this process. */
export interface Runs {
  /** In the order they began. */
  list(): readonly Run[];
  begin(run: Run, abort: AbortController): { progress(text: string, share?: number): void; end(): void };
  /**
   * Cancels the one run that `prefix` names among those `mayCancel` allows; what it does not allow is as if it were not
   * there. An empty prefix names the only one.
   */
  cancel(prefix: string, by: Pick<Person, "name">, mayCancel: (run: Run) => boolean): Cancelled;
  /** Cancels all that run and resolves when none does, for the end of the process. */
  stop(): Promise<void>;
}

export function openRuns(): Runs {
  const running = new Map<string, { run: Run; abort: AbortController }>();
  let idle: (() => void)[] = [];
  let key = 0;

  return {
    list: () => [...running.values()].map(({ run }) => run),
    begin(run, abort) {
      // The same call may run twice where two tries overlap, so a run is known by a key of its own.
      const mine = `${run.callId} ${key++}`;
      running.set(mine, { run, abort });
      return {
        progress(text, share) {
          if (running.has(mine))
            running.set(mine, { run: { ...run, text, ...(share === undefined ? {} : { share }) }, abort });
        },
        end() {
          running.delete(mine);
          if (running.size > 0) return;
          for (const done of idle) done();
          idle = [];
        },
      };
    },
    cancel(prefix, by, mayCancel) {
      const meant = [...running.values()].filter(
        ({ run }) => run.callId.startsWith(prefix.toLowerCase()) && mayCancel(run),
      );
      const [one] = meant;
      if (one === undefined) return { kind: "none" };
      if (meant.length > 1) return { kind: "several", runs: meant.map(({ run }) => run) };
      one.abort.abort(new Fault("run-cancelled", `Cancelled by ${by.name}.`));
      return { kind: "cancelled", run: one.run };
    },
    async stop() {
      for (const { abort } of running.values())
        abort.abort(new Fault("run-cancelled", "Cancelled, because Wardroom is stopping."));
      if (running.size > 0) await new Promise<void>((resolve) => idle.push(resolve));
    },
  };
}
