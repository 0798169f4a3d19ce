import { execFileSync } from "node:child_process";
import { chmod, mkdir, readFile, writeFile } from "node:fs/promises";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { externalTestStore } from "@wardroom/testkit";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ServerProcess, serverProcess } from "../crash/server.ts";
import { wardroom } from "./cli.ts";

interface Said {
  readonly act: string;
  readonly outcome: string;
  readonly replies: readonly {
    text?: string;
    card?: {
      title?: string;
      state?: string;
      blocks: { kind: string; text?: string; fields?: { label: string; value: string }[] }[];
    };
  }[];
}

describe.each(["embedded", "external over TCP"])("the first evening, on a store that is %s", (kind) => {
  let server: ServerProcess;
  let env: Record<string, string> = {};
  let end = async (): Promise<void> => {};

  beforeAll(async () => {
    const external = kind === "embedded" ? undefined : await externalTestStore();
    if (external !== undefined) env = { DATABASE_URL: external.url };
    server = await serverProcess({ env });
    await server.start();
    end = async () => {
      await server.remove();
      await external?.close();
    };
  });
  afterAll(() => end());

  async function says(
    as: string,
    text: string,
    ...more: string[]
  ): Promise<Said & { code: number | null; all: string }> {
    const { code, out, errors } = await wardroom([
      "say",
      text,
      "--as",
      as,
      "--data",
      server.dataDir,
      "--demo",
      "--json",
      ...more,
    ]);
    expect(errors).toBe("");
    return { code, all: out, ...JSON.parse(out) };
  }

  test("Ana asks about the machine and gets its own numbers", async () => {
    const { act, outcome, all, code } = await says("ana", "what's going on with localhost");
    expect({ act, outcome, code }).toEqual({ act: "run", outcome: "done", code: 0 });
    const [load = 0] = loadavg();
    const shown = Number(/"Load","value":"(\d+\.\d+)/.exec(all)?.[1]);
    expect(Math.abs(shown - load)).toBeLessThan(4);
    expect(all).toContain(`on ${cpus().length} processor`);
    const used = /(\d+)%/.exec(execFileSync("df", ["-P", "/"]).toString())?.[1];
    const disk = Number(/"\/ (\d+) % full/.exec(all)?.[1]);
    expect(Math.abs(disk - Number(used))).toBeLessThanOrEqual(2);
  });

  test("Joe is refused, asks why, and learns who may and by which policy", async () => {
    const refused = await says("joe", "host logins localhost");
    expect(refused).toMatchObject({ act: "run", outcome: "deny", code: 1 });
    expect(refused.all).toMatch(/\.cedar:\d+/);
    const why = await says("joe", "why not?");
    expect(why.all).toMatch(/\.cedar:\d+/);
  });

  test("a bash script dropped into a folder is a command with help a moment later", async () => {
    const folder = join(server.dataDir, "plugins", "moon");
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, "run"), '#!/bin/bash\nread -r _\necho "{\\"say\\": \\"The moon is up.\\"}"\n');
    await chmod(join(folder, "run"), 0o755);
    await writeFile(
      join(folder, "command.yaml"),
      "name: moon phase\nsummary: Say where the moon is\nrisk: read\nexamples: [moon phase]\n",
    );
    let help = await says("ana", "help moon phase");
    for (let i = 0; i < 40 && !help.all.includes("Say where the moon is"); i++) {
      await sleep(250);
      help = await says("ana", "help moon phase");
    }
    expect(help.all).toContain("Say where the moon is");
    expect((await says("ana", "moon phase")).replies[0]).toMatchObject({ text: "The moon is up." });
  });

  test("the record verifies with the public key alone, and names the entry whose byte was flipped", async () => {
    const file = join(server.dataDir, "export.wardroom");
    const key = join(server.dataDir, "keys", "record.pub");
    const exported = await wardroom(["record", "export", file, "--data", server.dataDir], { env });
    expect(exported).toMatchObject({ code: 0 });
    const fine = await wardroom(["record", "verify", file, "--key", key]);
    expect(fine).toMatchObject({ code: 0, errors: "" });
    const lines = (await readFile(file, "utf8")).split("\n");
    const entry = lines.findIndex((line) => line.includes('"number":3,') || line.includes('\\"number\\":3,'));
    const bytes = Buffer.from(lines[entry] ?? "");
    const middle = Math.floor(bytes.length / 2);
    bytes[middle] = (bytes[middle] ?? 0) ^ 1;
    await writeFile(file, lines.with(entry, bytes.toString()).join("\n"));
    const flipped = await wardroom(["record", "verify", file, "--key", key]);
    expect(flipped.code).toBe(1);
    expect(`${flipped.out}${flipped.errors}`).toMatch(/entry 3\b/i);
  });

  test("whoever forgets where the store is gets no empty one made instead", async () => {
    if (kind === "embedded") return;
    const { code, errors } = await wardroom(["record", "export", join(server.dataDir, "x"), "--data", server.dataDir]);
    expect(code).toBe(1);
    expect(errors).toContain("DATABASE_URL, which is not set now");
  });

  test("being somebody whom the demo does not know is refused in one sentence", async () => {
    const { code, errors } = await wardroom(["say", "help", "--as", "eve", "--data", server.dataDir, "--demo"]);
    expect(code).toBe(1);
    expect(errors).toContain("The settings name nobody called eve.");
  });
});
