import type { Card } from "@wardroom/sdk";
import { expect, test } from "vitest";
import type { Ran } from "../../model/outcome.ts";
import { resultBody } from "./body.ts";

const table: Card = { blocks: [{ kind: "table", columns: ["a"], rows: [["1"]] }] };

function bodyOf(kind: Ran["kind"], more: { say?: string; card?: Card }) {
  const { text, card } = resultBody({ kind, ...more, files: [], ms: 1, entry: 2, grant: { entry: 1 } } as never);
  return { text, card };
}

test("what failed with a table says why, and that it failed", () => {
  expect(bodyOf("failed", { say: "No route.", card: table })).toEqual({
    text: "No route.",
    card: { ...table, state: "failed" },
  });
  expect(bodyOf("failed", { say: "No route." }).card).toMatchObject({ state: "failed" });
  expect(bodyOf("broken", {}).card).toMatchObject({ state: "failed" });
});

test("a card's own mark stands", () => {
  expect(bodyOf("failed", { card: { ...table, state: "undone" } }).card?.state).toBe("undone");
  expect(bodyOf("done", { say: "One.", card: table })).toEqual({ text: "One.", card: table });
});

test("what was cancelled is neither failed nor undone", () => {
  expect(bodyOf("cancelled", { say: "Cancelled by Sam." })).toEqual({ text: "Cancelled by Sam.", card: undefined });
  expect(bodyOf("cancelled", { card: table })).toEqual({ text: "Cancelled.", card: table });
});

test("words that are the title too are said once", () => {
  const card = { title: "2 hosts", ...table };
  expect(bodyOf("done", { say: "2 hosts", card })).toEqual({ text: undefined, card });
});
