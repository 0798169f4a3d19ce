import { once } from "node:events";
import { mkdtemp, readdir, rm, utimes, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import { lists } from "./lists.ts";
import { readList } from "./read-list.ts";

/** A web server with one list, that answers 304 to who knows it already. */
const web = { body: "evil.example\n", etag: '"1"', status: 200, asked: [] as IncomingMessage[] };
const server = createServer((request, response) => {
  web.asked.push(request);
  if (request.headers["if-none-match"] === web.etag) return void response.writeHead(304).end();
  return void response.writeHead(web.status, { etag: web.etag }).end(web.body);
});
let folder: string;
let url: string;

beforeAll(async () => {
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/list`;
});
afterAll(() => server.close());
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lists-"));
  Object.assign(web, { body: "evil.example\n", etag: '"1"', status: 200, asked: [] });
  return () => rm(folder, { recursive: true });
});

async function closedPort(): Promise<number> {
  const other = createServer().listen(0, "127.0.0.1");
  await once(other, "listening");
  const { port } = other.address() as AddressInfo;
  other.close();
  await once(other, "close");
  return port;
}

const signal = AbortSignal.timeout(60_000);
const open = (more: object) =>
  lists.open(lists.settings.parse({ lists: [{ name: "bad", kind: "block", from: url, ...more }], maxMegabytes: 0.1 }), {
    folder,
    signal,
    log: () => {},
  });

test("a list from the web is fetched once, asked for by its ETag after that, and taken anew when it changed", async () => {
  const client = await open({});
  expect(await client.find("domain", "www.evil.example")).toMatchObject({
    hits: [{ list: "bad", kind: "block", entry: "evil.example" }],
  });
  await client.find("domain", "good.example");
  expect(web.asked).toHaveLength(1);

  await client.refresh(signal);
  expect(web.asked[1]?.headers["if-none-match"]).toBe('"1"');
  expect((await client.find("domain", "evil.example")).hits).toHaveLength(1);

  Object.assign(web, { body: "other.example\n", etag: '"2"' });
  await client.refresh(signal);
  expect((await client.find("domain", "evil.example")).hits).toEqual([]);
  expect((await client.find("domain", "other.example")).hits).toHaveLength(1);
});

test("when the web is away the copy at hand answers, with its age and the reason", async () => {
  await (await open({})).find("domain", "evil.example");
  const away = await open({ from: url });
  web.status = 503;
  web.etag = '"other"';
  const states = await away.refresh(signal);
  expect(states).toMatchObject([{ name: "bad", problem: "it answered 503", knownAt: expect.any(Date), entries: 1 }]);
  expect(await away.find("domain", "evil.example")).toMatchObject({
    hits: [{ entry: "evil.example" }],
    states: [{ problem: "it answered 503" }],
  });
});

test("a list that never came says so, and the others answer", async () => {
  await writeFile(join(folder, "own.txt"), "# ours\n192.0.2.0/24\n");
  const client = await lists.open(
    lists.settings.parse({
      lists: [
        { name: "gone", kind: "block", from: `http://127.0.0.1:${await closedPort()}/list` },
        { name: "missing", kind: "block", from: "nowhere.txt" },
        { name: "ours", kind: "warning", from: "own.txt" },
      ],
    }),
    { folder, signal, log: () => {} },
  );
  const { hits, states } = await client.find("ip", "192.0.2.7");
  expect(hits).toEqual([{ list: "ours", kind: "warning", entry: "192.0.2.0/24" }]);
  expect(states).toMatchObject([
    { name: "gone", problem: "it cannot be reached (ECONNREFUSED)" },
    { name: "missing", problem: "the file is not there" },
    { name: "ours" },
  ]);
  await expect(lists.check(client, signal)).rejects.toThrow("gone: it cannot be reached");
});

test("a copy on disk that was changed by somebody is not used, and a list that is too large is refused", async () => {
  await (await open({})).find("domain", "evil.example");
  const cache = join(folder, "cache");
  const [copy = ""] = (await readdir(cache)).filter((name) => name.endsWith(".txt"));
  await writeFile(join(cache, copy), "good.example\n");
  Object.assign(web, { body: "x".repeat(200_000), etag: '"3"' });
  expect(await (await open({})).find("domain", "good.example")).toMatchObject({
    hits: [],
    states: [{ problem: "it is larger than 0 MB" }],
  });
});

test("a file that is older than its refresh time is read again when it changed", async () => {
  const file = join(folder, "own.txt");
  await writeFile(file, "a.example\n");
  await utimes(file, new Date(0), new Date(0));
  const client = await open({ from: "own.txt", refreshHours: 1 });
  expect(await client.find("domain", "a.example")).toMatchObject({ hits: [{}], states: [{ knownAt: new Date(0) }] });
  await writeFile(file, "b.example\n");
  expect(await client.refresh(signal)).toMatchObject([{ entries: 1 }]);
  expect(await client.find("domain", "b.example")).toMatchObject({ hits: [{ entry: "b.example" }] });
});

test.each([
  [
    "a MISP warning list of networks",
    '{"name":"x","description":"Known","type":"cidr","list":["192.0.2.0/24","2001:db8::/32"]}',
    "ip",
    "192.0.2.9",
    "192.0.2.0/24",
  ],
  [
    "a MISP warning list of names",
    '{"type":"hostname","list":[".evil.example"]}',
    "domain",
    "a.b.evil.example",
    "evil.example",
  ],
  [
    "a MISP warning list of texts",
    '{"type":"string","list":["44d88612fea8a8f36de82e1278abb02f"]}',
    "hash",
    "44d88612fea8a8f36de82e1278abb02f",
    "44d88612fea8a8f36de82e1278abb02f",
  ],
  ["a JSON array", '["evil.example"]', "domain", "evil.example", "evil.example"],
  ["plain lines with comments", "# c\n\n; c\n203.0.113.9 # seen\r\n", "ip", "203.0.113.9", "203.0.113.9"],
  ["columns", "203.0.113.9\t7\n198.51.100.0/25,x\n", "ip", "198.51.100.1", "198.51.100.0/25"],
  ["a hosts file", "127.0.0.1 localhost\n0.0.0.0 evil.example # x\n", "domain", "evil.example", "evil.example"],
  ["a filter list", "! title\n||evil.example^$third-party\n", "domain", "evil.example", "evil.example"],
  ["URLs, defanged", "hxxps://evil[.]example/a\n", "url", "https://evil.example/a", "https://evil.example/a"],
  ["mailboxes", "Ana@Evil.example\n", "email", "ana@evil.example", "ana@evil.example"],
] as const)("%s is read", async (_, text, type, value, entry) => {
  expect((await readList(text)).index.find(type, value)).toBe(entry);
});

test("the narrowest network is named, a network is found in a wider one, and what cannot be read is counted", async () => {
  const { index, unread } = await readList("10.0.0.0/8\n10.1.0.0/16\nnot a thing\n");
  expect(index.find("ip", "10.1.2.3")).toBe("10.1.0.0/16");
  expect(index.find("ip", "10.1.2.0/24")).toBe("10.1.0.0/16");
  expect(index.find("ip", "10.0.0.0/7")).toBeUndefined();
  expect(unread).toBe(1);
  expect((await readList('{"type":"regex","list":["(a+)+$"]}')).unread).toBe(1);
});
