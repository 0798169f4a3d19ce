import { type Card, defineCommand } from "@wardroom/sdk";
import type { Failure, Failures } from "../facts/failures.ts";
import { isUnknown } from "../facts/unknown.ts";
import { count, stamp } from "./amount.ts";
import { askHost, hostArgs, TIMEOUT_MS, uses } from "./ask.ts";
import { notKnown } from "./said.ts";

/** Failed log-ins by where they came from, for a flood is known by its sources. */
export const failures = defineCommand({
  name: "host failures",
  summary: "Failed log-ins on a machine in the last 24 hours",
  args: hostArgs,
  examples: ["host failures localhost"],
  phrases: ["failed logins on {host}", "failed log-ins on {host}", "authentication failures on {host}"],
  use: uses,
  risk: "read",
  timeoutMs: TIMEOUT_MS,
  run: (call) =>
    askHost(call, ["failures"], (host, facts, foot): Card => {
      const found = facts.failures;
      if (isUnknown(found))
        return {
          title: `${host.name}: failed log-ins not known`,
          blocks: [notKnown("Failed log-ins", found.unknown)],
          foot,
        };
      return { ...failuresCard(host.name, found), foot };
    }),
});

const MOST_SOURCES = 40;

function failuresCard(name: string, { failures, since, atLeast }: Failures): Card {
  const some =
    failures.length === 0
      ? "no log-in failed"
      : `${atLeast ? "at least " : ""}${count(failures.length, "failed log-in")}`;
  const title = `${name}: ${some} since ${stamp(since)}`;
  if (failures.length === 0) return { title };
  const sources = Map.groupBy(failures, ({ from, service }) => from ?? `here (${service})`);
  const rows = [...sources]
    .sort(([, a], [, b]) => b.length - a.length)
    .map(([from, of]) => [from, of.length, usersOf(of), lastOf(of)]);
  const left = rows.length - MOST_SOURCES;
  return {
    title,
    ...(failures.length >= 100 ? { severity: "medium" as const } : {}),
    blocks: [
      { kind: "table", columns: ["from", "times", "as", "last"], rows: rows.slice(0, MOST_SOURCES) },
      ...(left > 0 ? [{ kind: "text" as const, text: `And ${count(left, "more source")}, each with fewer.` }] : []),
    ],
  };
}

function usersOf(failures: readonly Failure[]): string {
  const users = [...new Set(failures.map(({ user }) => user ?? "?"))];
  const shown = users.slice(0, 4).map((user) => (user.length > 32 ? `${user.slice(0, 31)}…` : user));
  return users.length > 4 ? `${shown.join(", ")} and ${users.length - 4} more` : shown.join(", ");
}

function lastOf(failures: readonly Failure[]): string {
  return stamp(new Date(Math.max(...failures.map(({ at }) => at.getTime()))));
}
