import { type Gate, openGate } from "../../base/gate.ts";

export interface Turns {
  /** Resolves when a program of this person may start, to what gives the place back; rejects with the signal's reason. */
  take(person: string, signal: AbortSignal): Promise<() => void>;
}

/**
 * How many programs may run at the same time: `most` of all people, `mostOfOne` of one. More wait in line, so that a
 * person who asks a hundred times, or a thousand messages taken up after a crash, do not bring the machine down, and one
 * person alone never takes every place.
 */
export function openTurns({ most, mostOfOne }: { readonly most: number; readonly mostOfOne: number }): Turns {
  const all = openGate({ parallel: most });
  const people = new Map<string, { readonly gate: Gate; inside: number }>();

  return {
    async take(person, signal) {
      const own = people.get(person) ?? { gate: openGate({ parallel: mostOfOne }), inside: 0 };
      people.set(person, own);
      own.inside++;
      const leave: (() => void)[] = [
        () => {
          if (--own.inside === 0) people.delete(person);
        },
      ];
      const leaveAll = () => {
        for (const one of leave.splice(0).reverse()) one();
      };
      try {
        leave.push(await own.gate.enter(signal));
        leave.push(await all.enter(signal));
        return leaveAll;
      } catch (error) {
        leaveAll();
        throw error;
      }
    },
  };
}
