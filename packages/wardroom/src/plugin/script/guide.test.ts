import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { AnyCall } from "@wardroom/sdk";
import { expect, test } from "vitest";
import { silentLog } from "../../base/log.ts";
import { loadScript } from "./load.ts";

const guide = readFileSync(new URL("../../../../../docs/guide/first-command.md", import.meta.url), "utf8");
const able = spawnSync("openssl", ["version"]).status === 0 && process.platform === "linux";

test.skipIf(!able && process.env["CI"] === undefined)(
  "the files that the guide shows are a command that works",
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "wardroom-guide-"));
    try {
      const files = [...guide.matchAll(/^```\w+ file=(\S+)\n([\s\S]*?)^```$/gm)];
      expect(files.map(([, name]) => name)).toEqual(["command.yaml", "run"]);
      for (const [, name, content] of files)
        writeFileSync(join(folder, name as string), content as string, { mode: 0o755 });
      const certificate = join(tmpdir(), `wardroom-guide-${process.pid}.pem`);
      const make = [
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-days",
        "40",
        "-subj",
        "/CN=x",
      ];
      execFileSync("openssl", [...make, "-keyout", join(folder, "..", `${process.pid}.key`), "-out", certificate], {
        stdio: "ignore",
      });
      rmSync(join(folder, "..", `${process.pid}.key`));
      const loaded = await loadScript(folder, { environment: {}, log: silentLog() });
      if (typeof loaded === "string") throw new Error(loaded);
      const ask = (path: string) =>
        loaded.command.run({
          args: loaded.command.args.parse({ path }),
          signal: AbortSignal.timeout(20_000),
          person: { id: "ana", name: "Ana" },
          room: "soc",
          callId: "c",
          now: new Date(),
        } as unknown as AnyCall);
      expect(await ask(certificate)).toEqual({ say: expect.stringMatching(/is valid for (?:39|40) more days\.$/) });
      rmSync(certificate);
      expect(await ask(certificate)).toMatchObject({
        failed: true,
        say: expect.stringMatching(/no certificate that can be read/),
      });
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  },
);
