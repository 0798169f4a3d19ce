import { type Command, cardSchema, type Said } from "@wardroom/sdk";
import { describe, expect, test } from "vitest";
import { indicatorPlugin } from "./indicator.ts";

async function run(name: string, args: Record<string, unknown>, twins: Record<string, unknown> = {}): Promise<Said> {
  const command = indicatorPlugin.commands.find((one) => one.name === name) as Command;
  const use = Object.fromEntries(
    Object.entries(command.use).map(([key, connection]) => [key, twins[key] ?? connection.memory()]),
  );
  const said = await command.run({
    args: command.args.parse(args),
    use,
    now: new Date("2026-11-24T09:00:00Z"),
    callId: "c",
    signal: AbortSignal.timeout(10_000),
    person: { id: "ana", name: "Ana" },
    room: "soc",
    progress: () => {},
  });
  return typeof said === "string" ? { say: said } : said;
}
const facts = (said: Said) =>
  Object.fromEntries(
    said.card?.blocks?.flatMap((block) =>
      block.kind === "fields" ? block.fields.map(({ label, value }) => [label, value]) : [],
    ) ?? [],
  );

describe.each(indicatorPlugin.commands)("$name", (command) => {
  test("every example that says what it means runs against the memory twins", async () => {
    for (const example of command.examples) {
      if (typeof example === "string") continue;
      const said = await run(command.name, example.means);
      expect(said.say).toBeTruthy();
      if (said.card) cardSchema.parse(said.card);
    }
  });
  test("it only reads", () => expect(command.risk).toBe("read"));
});

test("a well-known address is called what it is", async () => {
  const said = await run("ip", { ip: "8.8.8.8" });
  expect(said.say).toBe("8[.]8[.]8[.]8 is Google Public DNS.");
  expect(facts(said)).toMatchObject({
    Country: "United States (US)",
    Network: "AS15169 Google LLC",
    "Name (PTR)": "dns[.]google",
    Lists: "on none of 1",
  });
});

test("a private address is asked of nobody", async () => {
  const asked: string[] = [];
  const dns = {
    namesOf: async (address: string) => void asked.push(address),
    ask: async () => void asked.push("name"),
  };
  const said = await run("ip", { ip: "10.0.0.0/8" }, { dns });
  expect(said.say).toBe("10[.]0[.]0[.]0/8 is a private address (RFC 1918).");
  expect(facts(said)).toMatchObject({ Holds: "16777216 addresses" });
  expect(asked).toEqual([]);
});

test("a listed domain stands out, with its addresses, and nothing in the answer can be clicked", async () => {
  const said = await run("domain", { domain: "evil[.]example" });
  expect(said.card?.severity).toBe("high");
  expect(facts(said)).toMatchObject({
    A: "192[.]0[.]2[.]66",
    MX: "10 mx[.]evil[.]example",
    "On block list": "example list: evil[.]example",
  });
  expect(JSON.stringify({ ...said, card: { ...said.card, actions: [] } })).not.toContain("evil.example");
});

test("a URL is told apart and not opened; what stands before the @ is pointed out", async () => {
  const said = await run("url", { url: "hxxps://www.bank.example@evil[.]example:8443/x" });
  expect(said.say).toContain("The page was not opened.");
  expect(facts(said)).toMatchObject({
    Host: "evil[.]example",
    Port: "8443",
    Careful: expect.stringContaining("not the host"),
  });
  expect(said.card?.severity).toBe("high");
  expect((await run("url", { url: "http://[2001:db8::1]/x" })).say).toContain("documentation");
});

test("a hash that everybody knows is called what it is", async () => {
  expect((await run("hash", { hash: "44D88612FEA8A8F36DE82E1278ABB02F" })).say).toContain("EICAR");
  expect((await run("hash", { hash: "0".repeat(64) })).say).toContain("on no list here");
});

test("lookup takes whatever it is given for what it is, and says what it expects when it is nothing", async () => {
  expect((await run("lookup", { indicator: "8.8.8[.]8" })).say).toContain("Google Public DNS");
  expect((await run("lookup", { indicator: "AS15169" })).say).toBe("AS15169 is Google LLC.");
  expect((await run("lookup", { indicator: "ana@evil.example" })).say).toContain("ana[@]evil[.]example");
  expect((await run("lookup", { indicator: "https://evil.example/" })).say).toContain("hxxps://");
  await expect(run("lookup", { indicator: "love" })).rejects.toThrow("expected an address");
});

test("no network is said so, and is no failure of the question", async () => {
  const unheard = { kind: "unheard", why: "no resolver could be reached" };
  const dns = { ask: async () => unheard, namesOf: async () => unheard };
  const said = await run("domain", { domain: "evil.example" }, { dns });
  expect(said.say).toBe("evil[.]example could not be looked up.");
  expect(facts(said)["DNS"]).toBe("unknown: no resolver could be reached");
  expect(facts(said)["On block list"]).toBeDefined();
});

test("more records than a card shows come whole as a file", async () => {
  const values = Array.from({ length: 9 }, (_, i) => `192.0.2.${i}`);
  const dns = { ask: async (_: string, type: string) => ({ kind: "values", values: type === "A" ? values : [] }) };
  const said = await run("domain", { domain: "evil.example" }, { dns });
  expect(facts(said)["A"]).toContain("and 3 more");
  expect(said.files?.[0]?.content).toContain("A 192[.]0[.]2[.]8");
});

test("a certificate says how long it holds and whom it is for", async () => {
  const said = await run("certificate", { host: "evil.example" });
  expect(said.say).toBe("The certificate of evil[.]example:443 holds for 66 more days.");
  expect(await run("certificate", { host: "gone.example", port: 8443 })).toMatchObject({
    failed: true,
    say: expect.stringContaining("nothing answers there"),
  });
});
