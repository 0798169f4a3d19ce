import { performance } from "node:perf_hooks";
import { compilePolicies } from "../packages/wardroom/src/request/judge/compile.ts";
import {
  needsOf,
  people,
  registered,
  registryOf,
  request,
} from "../packages/wardroom/src/request/judge/judge.fixture.ts";
import { judge } from "../packages/wardroom/src/request/judge/judge.ts";

/**
 * What a decision costs, on 500 commands, 60 people and 200 hosts: 2,000 asks that differ, then the same once more (a room
 * asks much the same again and again). Goal: p99 under 1 ms, mean well under 0.15 ms.
 */
export async function run(): Promise<void> {
  const registry = registryOf(Array.from({ length: 500 }, (_, i) => registered(`plugin${i % 20} do${i}`)));
  const crowd = Array.from({ length: 60 }, (_, i) => ({
    ...people.ana,
    id: i === 0 ? "ana" : `p${i}`,
    groups: [`g${i % 12}`, `h${i % 5}`],
  }));
  const named = (i: number) => registry.commands[i % 500]?.command.name as string;
  const kinds: readonly (readonly [string, (i: number) => string])[] = [
    [
      "each on a group and a command",
      (i) => `permit (principal in Group::"g${i % 12}", action == Action::"${named(i)}", resource);`,
    ],
    [
      "each on a plugin, with a condition on an argument",
      (i) =>
        `forbid (principal in Group::"g${i % 12}", action in Action::"plugin:plugin${i % 20}", resource) when { context.args.host like "x${i}*" };`,
    ],
    [
      "all open, with a condition on the host",
      (i) => `forbid (principal, action, resource) when { resource in Tag::"t${i}" };`,
    ],
  ];

  console.log(
    "policies                                             count  compile     first ask: mean     p99   repeated: mean     p99   (ms)",
  );
  for (const [label, text] of kinds)
    for (const count of [0, 10, 100, 1000]) {
      const began = performance.now();
      const compiled = compilePolicies(
        [{ file: "b.cedar", text: Array.from({ length: count }, (_, i) => text(i)).join("\n") }],
        registry,
      );
      const compileMs = performance.now() - began;
      if (compiled.problems) throw new Error(JSON.stringify(compiled.problems.slice(0, 3)));
      const needs = { ...needsOf(compiled.policies), roomsOf: () => needsOf(compiled.policies).roomsOf("ana") };
      const decide = judge(needs);
      const asks = Array.from({ length: 2000 }, (_, i) =>
        request(crowd[i % 60] ?? people.ana, named(i * 7), { host: `h${i % 200}` }, "general"),
      );
      // A first ask pays for Cedar parsing the policies that it meets, where nobody has met just those before.
      const first = times(asks, decide);
      const again = times(asks, decide);
      console.log(
        label.padEnd(50),
        String(count).padStart(7),
        compileMs.toFixed(0).padStart(8),
        ...[first.mean, first.p99, again.mean, again.p99].map((ms) => ms.toFixed(4).padStart(14)),
      );
    }
}

function times<Item>(items: readonly Item[], work: (item: Item) => unknown): { mean: number; p99: number } {
  const taken = items.map((item) => {
    const began = performance.now();
    work(item);
    return performance.now() - began;
  });
  const sorted = taken.toSorted((a, b) => a - b);
  return { mean: taken.reduce((a, b) => a + b, 0) / taken.length, p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0 };
}
