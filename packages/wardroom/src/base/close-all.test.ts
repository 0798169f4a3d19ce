import { expect, test } from "vitest";
import { closeAll } from "./close-all.ts";

test("everything is closed, the last first, though some of it fails, and the first failure is told", async () => {
  const closed: string[] = [];
  const opened = ["store", "record", "rooms", "server"].map((name) => async () => {
    closed.push(name);
    if (name === "rooms" || name === "record") throw new Error(`${name} did not close`);
  });
  await expect(closeAll(opened)).rejects.toThrow("rooms did not close");
  expect(closed).toEqual(["server", "rooms", "record", "store"]);
  await closeAll(opened);
  expect(closed).toHaveLength(4);
});
