import { chmodSync, lstatSync, mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { socketFolder } from "./socket-folder.ts";

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), "sf-"));
  onTestFinished(() => rmSync(made, { recursive: true }));
  return made;
}

test("the folder is the same for one data folder, of mode 0700, and another for another", () => {
  const [data, runtime] = [folder(), folder()];
  const made = socketFolder(data, runtime);
  expect(dirname(made)).toBe(runtime);
  expect(lstatSync(made).mode & 0o777).toBe(0o700);
  expect(socketFolder(data, runtime)).toBe(made);
  expect(basename(socketFolder(folder(), runtime))).not.toBe(basename(made));
});

test("a place that is missing or too long is passed over, not made", () => {
  const data = folder();
  const runtime = folder();
  const missing = join(runtime, "not", "there");
  const long = join(runtime, "x".repeat(90));
  mkdirSync(long);
  for (const place of [missing, long, undefined]) {
    const made = socketFolder(data, place);
    onTestFinished(() => rmSync(made, { recursive: true, force: true }));
    expect(Buffer.byteLength(join(made, "room.sock"))).toBeLessThanOrEqual(103);
    expect(dirname(made)).not.toBe(place);
  }
});

test("a folder that is open to others, or a link that somebody laid there, is refused", () => {
  const [data, runtime] = [folder(), folder()];
  const made = socketFolder(data, runtime);
  chmodSync(made, 0o750);
  expect(() => socketFolder(data, runtime)).toThrow("socket-folder-not-ours");
  rmSync(made, { recursive: true });
  symlinkSync(folder(), made);
  expect(() => socketFolder(data, runtime)).toThrow("socket-folder-not-ours");
});
