import { afterAll, beforeAll, expect, test } from "vitest";
import { type Dns, dns } from "./dns.ts";
import { nameServer, record, wireName } from "./name-server.fixture.ts";

let server: Awaited<ReturnType<typeof nameServer>>;
let client: Dns;
const context = { folder: "/", signal: AbortSignal.timeout(60_000), log: () => {} };
const signal = AbortSignal.timeout(60_000);

beforeAll(async () => {
  server = await nameServer({
    "evil.example A": [record.a("203.0.113.9"), record.a("192.0.2.1")],
    "evil.example AAAA": [],
    "evil.example MX": [record.mx(20, "b.evil.example"), record.mx(10, "a.evil.example")],
    "evil.example NS": [wireName("ns.evil.example")],
    "evil.example TXT": [record.txt("v=spf1 ", "-all")],
    "9.113.0.203.in-addr.arpa PTR": [wireName("evil.example")],
    "mute.example A": "silent",
    "shy.example A": "refuse",
  });
  client = await dns.open(dns.settings.parse({ servers: [server.address], timeoutMs: 200 }), context);
});
afterAll(() => server.close());

test("a name server's answers come sorted, in the words people use", async () => {
  expect(await client.ask("evil.example", "A", signal)).toEqual({
    kind: "values",
    values: ["192.0.2.1", "203.0.113.9"],
  });
  expect(await client.ask("evil.example", "AAAA", signal)).toEqual({ kind: "values", values: [] });
  expect(await client.ask("evil.example", "MX", signal)).toEqual({
    kind: "values",
    values: ["10 a.evil.example", "20 b.evil.example"],
  });
  expect(await client.ask("evil.example", "NS", signal)).toEqual({ kind: "values", values: ["ns.evil.example"] });
  expect(await client.ask("evil.example", "TXT", signal)).toEqual({ kind: "values", values: ["v=spf1 -all"] });
  expect(await client.namesOf("203.0.113.9", signal)).toEqual({ kind: "values", values: ["evil.example"] });
});

test("no such name is an answer; silence, refusal and a resolver that is not there are not", async () => {
  expect(await client.ask("none.example", "A", signal)).toEqual({ kind: "no-such-name" });
  expect(await client.ask("mute.example", "A", signal)).toEqual({
    kind: "unheard",
    why: "the resolver did not answer in time",
  });
  expect(await client.ask("shy.example", "A", signal)).toEqual({
    kind: "unheard",
    why: "the resolver refused to answer",
  });
  const nobody = await dns.open(dns.settings.parse({ servers: ["127.0.0.1:1"], timeoutMs: 200 }), context);
  expect(await nobody.ask("evil.example", "A", signal)).toMatchObject({ kind: "unheard" });
});

test("a question is given up when the person cancels", async () => {
  const cancel = new AbortController();
  const asked = client.ask("mute.example", "A", cancel.signal);
  setTimeout(() => cancel.abort(), 20);
  const began = performance.now();
  expect(await asked).toEqual({ kind: "unheard", why: "cancelled" });
  expect(performance.now() - began).toBeLessThan(150);
});
