import { mkdtemp, readdir, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { places } from "./places.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "places-"));
});
afterAll(() => rm(folder, { recursive: true }));

const open = (settings: object, log: (message: string) => void = () => {}) =>
  places.open(places.settings.parse(settings), { folder, signal: AbortSignal.timeout(120_000), log });

test("the data that came along knows Google's and Quad9's addresses, in IPv4 and IPv6, and packs itself once", {
  timeout: 120_000,
}, async () => {
  const first = await open({});
  expect(await first.country("8.8.8.8")).toBe("US");
  expect(await first.network("8.8.8.8")).toMatchObject({ asn: 15169, name: expect.stringContaining("Google") });
  expect(await first.network("2001:4860:4860::8888")).toMatchObject({ asn: 15169 });
  expect(await first.country("2001:4860:4860::8888")).toBe("US");
  expect(await first.network("::ffff:8.8.8.8")).toMatchObject({ asn: 15169 });
  expect(await first.network("10.0.0.1")).toBeUndefined();
  expect(await first.country("10.0.0.1")).toBeUndefined();
  expect(await first.nameOf(13335)).toContain("Cloudflare");
  expect(await first.nameOf(4_200_000_001)).toBeUndefined();

  const [kept = ""] = await readdir(join(folder, "cache"));
  const { mtimeMs } = await stat(join(folder, "cache", kept));
  const second = await open({});
  expect(await second.network("9.9.9.9")).toMatchObject({ name: expect.stringContaining("Quad9") });
  expect((await stat(join(folder, "cache", kept))).mtimeMs).toBe(mtimeMs);
  expect(await places.check(second, AbortSignal.timeout(1000))).toContain("9.9.9.9 is AS");
});

test("a newer table may be named in the settings; a cache that cannot be written costs nothing but time", async () => {
  await writeFile(join(folder, "asn-ipv4-num.csv"), '3221225984,3221226239,64496,"Example ""Net"", Inc."\nnonsense\n');
  await writeFile(
    join(folder, "asn-ipv6-num.csv"),
    "42540766411282592856903984951653826560,42540766490510755371168322545197776895,64497,Six\n",
  );
  await writeFile(join(folder, "file"), "");
  const client = await open({ networks: ".", cache: "file/no-folder" });
  expect(await client.network("192.0.2.7")).toEqual({ asn: 64496, name: 'Example "Net", Inc.' });
  expect(await client.network("2001:db8::7")).toEqual({ asn: 64497, name: "Six" });
  expect(await client.network("198.51.100.1")).toBeUndefined();
});

test("packing the table that came along leaves the event loop to others", {
  timeout: 120_000,
}, async () => {
  const client = await open({ cache: "another-cache" });
  const before = performance.eventLoopUtilization();
  expect(await client.network("8.8.8.8")).toMatchObject({ asn: 15169 });
  expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.5);
});

test("a client that is closed while it packs stops doing so", { timeout: 120_000 }, async () => {
  const closed = new AbortController();
  const client = await places.open(places.settings.parse({ cache: "third-cache" }), {
    folder,
    signal: closed.signal,
    log: () => {},
  });
  const looking = client.network("8.8.8.8");
  setTimeout(() => closed.abort(), 50);
  await expect(looking).rejects.toThrow("packing the network table ended");
});
