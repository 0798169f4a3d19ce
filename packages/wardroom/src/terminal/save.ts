import { writeFile } from "node:fs/promises";
import { basename, resolve } from "node:path";
import { Fault } from "../base/fault.ts";
import type { RoomClient } from "./client.ts";

/**
 * Writes a file that came with an answer to the disk of whoever asked: under its own name in the current folder, or
 * where `path` says. A file that is there already stays as it is. Resolves to one sentence.
 */
export async function saveFile(client: RoomClient, id: string | undefined, path: string | undefined): Promise<string> {
  if (id === undefined) throw new Fault("no-file-here", "No answer here came with a file.");
  const body = await client.file(id);
  if (!isFile(body)) throw new Fault("file-not-sent", "The server did not send that file. Try again in a moment.");
  // The name was given by whatever made the file; only its last part counts, and nothing in it that a shell minds.
  const own =
    basename(body.name)
      .replace(/[^\p{L}\p{N}._-]/gu, "_")
      .replace(/^\.+/, "_") || "file";
  const target = resolve(path ?? own);
  const content = Buffer.from(body.base64, "base64");
  try {
    await writeFile(target, content, { flag: "wx", mode: 0o600 });
  } catch (error) {
    const there = (error as NodeJS.ErrnoException).code === "EEXIST";
    const say = there
      ? `${path ?? own} is there already and was left as it is. Name another: /save ${body.name} OTHER-NAME`
      : `${path ?? own} could not be written. Name another place: /save ${body.name} PATH`;
    throw new Fault("file-not-written", say, { target }, error);
  }
  return `Wrote ${content.length} bytes to ${path ?? own}.`;
}

function isFile(body: unknown): body is { name: string; base64: string } {
  if (typeof body !== "object" || body === null) return false;
  return "name" in body && typeof body.name === "string" && "base64" in body && typeof body.base64 === "string";
}
