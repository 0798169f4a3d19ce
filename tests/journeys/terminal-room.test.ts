import { execFileSync } from "node:child_process";
import { cpus, loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { externalTestStore } from "@wardroom/testkit";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { type ServerProcess, serverProcess } from "../crash/server.ts";
import { hasPty, openPty, type Pty, type PtySettings } from "../pty.ts";

/** The story's first scene as people have it: the real server, asked about the real machine, in the terminal room. */

const bin = fileURLToPath(new URL("../../packages/wardroom/bin/wardroom.js", import.meta.url));

describe.skipIf(!(await hasPty())).each(["embedded", "external over TCP"])(
  "the terminal room, on a store that is %s",
  (kind) => {
    let server: ServerProcess;
    let closeStore = async (): Promise<void> => {};
    const open: Pty[] = [];

    beforeAll(async () => {
      const external = kind === "embedded" ? undefined : await externalTestStore();
      closeStore = async () => external?.close();
      server = await serverProcess({ env: external === undefined ? {} : { DATABASE_URL: external.url } });
      await server.start();
    });
    afterEach(async () => {
      for (const pty of open.splice(0)) await pty.close();
    });
    afterAll(async () => {
      await server.remove();
      await closeStore();
    });

    async function sit(as: string, room: string | undefined, settings: PtySettings = {}): Promise<Pty> {
      const place = room === undefined ? [] : ["--room", room];
      const pty = await openPty([process.execPath, bin, "chat", "--data", server.dataDir, "--as", as, ...place], {
        rows: 40,
        ...settings,
        env: { TZ: "UTC", ...settings.env },
      });
      open.push(pty);
      await pty.sees(/ ›$/, 20_000);
      return pty;
    }

    async function says(pty: Pty, text: string): Promise<void> {
      await pty.type(text);
      await pty.press("Enter");
    }

    test("Ana asks what is going on with localhost and gets the machine's own load and disk", async () => {
      const ana = await sit("ana", undefined);
      await says(ana, "what's going on with localhost");
      const screen = await ana.sees(/\[\d\] Disks/, 20_000);
      const load = Number(/Load\s+\S?\s?(\d+\.\d+)/.exec(screen)?.[1]);
      expect(Math.abs(load - (loadavg()[0] ?? 0))).toBeLessThan(4);
      expect(screen).toContain(`on ${cpus().length} processor`);
      const used = /(\d+)%/.exec(execFileSync("df", ["-P", "/"]).toString())?.[1];
      const disk = Number(/Disks\s+\S?\s?\/ (\d+) % full/.exec(screen)?.[1]);
      expect(Math.abs(disk - Number(used))).toBeLessThanOrEqual(2);
      // What is worst comes first, and that hangs on the machine.
      await says(ana, /\[(\d)\] Disks/.exec(screen)?.[1] ?? "");
      await ana.sees(/Ana {2}host disks localhost/);
      await ana.sees(/localhost: \d+ file systems?/, 30_000);
    });

    test("Joe is refused, asks why, and learns who may, by which policy, and which entry of the record says so", async () => {
      const joe = await sit("joe", "general");
      await says(joe, "@wardroom who is logged in on localhost");
      const refused = await joe.sees("⊘ refused", 20_000);
      expect(refused).toMatch(/people\.cedar:\d+/);
      expect(refused.replace(/\s*│\s*/g, " ")).toContain("Ask analyst or it-ops.");
      await says(joe, "@wardroom why not?");
      const why = await joe.sees(/Entry \d+ of the record/, 20_000);
      expect(why).toContain("people.need-to-know");
    });

    test("what is missing is asked for in a thread and answered there; other people's talk is left alone", async () => {
      const [ana, sam] = [await sit("ana", "soc"), await sit("sam", "soc")];
      await says(ana, "@wardroom host disks");
      await ana.sees("host disks needs host");
      await ana.sees(/↳ ›$/);
      await says(sam, "lunch at one? localhost is slow again");
      await ana.sees("Sam  lunch at one?");
      await says(ana, "localhost");
      await ana.sees(/localhost: \d+ file systems?/, 30_000);
      await sam.sees(/localhost: \d+ file systems?/, 30_000);
      expect(await sam.whole()).not.toContain("I do not know");
      await says(ana, "@wardroom frobnicate the shop");
      await ana.sees('I do not know "frobnicate the shop"');
      await ana.sees(/#soc ›$/);
    });

    test("on a terminal the size of a phone, without colour, the same answer can be read", async () => {
      const maya = await sit("maya", "general", { columns: 40, rows: 30, env: { NO_COLOR: "1" } });
      await says(maya, "@wardroom what's going on with localhost");
      const screen = await maya.sees(/\[\d\] Disks/, 20_000);
      for (const row of screen.split("\n")) expect(row.length).toBeLessThanOrEqual(40);
      expect(screen).toContain("processors");
      expect(await maya.painted()).not.toContain("\x1b[");
    });
  },
);
