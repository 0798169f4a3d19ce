import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { readSettings, requireSettings } from "./read.ts";

async function folder(files: Record<string, string>): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "settings-"));
  for (const [name, text] of Object.entries(files)) await writeFile(join(made, name), text);
  return made;
}

/** What is wrong with a text, as `line:column say`. */
async function wrongIn(text: string, others: Record<string, string> = {}): Promise<string[]> {
  const made = await folder({ "wardroom.yaml": text, ...others });
  const read = await readSettings(join(made, "wardroom.yaml"));
  if ("snapshot" in read) return [];
  return read.problems.map(({ file, line, column, say }) => `${file.slice(made.length + 1)}:${line}:${column} ${say}`);
}

const cases: readonly (readonly [what: string, text: string, problem: string])[] = [
  ["a misspelt key", "peple: []", "1:1 Nothing is called `peple` here. Did you mean `people`?"],
  [
    "a misspelt key further in",
    "people:\n  - id: ana\n    name: Ana\n    grops: [x]",
    "4:5 Nothing is called `grops` here. Did you mean `groups`?",
  ],
  [
    "a key like nothing known",
    "site:\n  colour: red",
    "2:3 Nothing is called `colour` here. Known here: name, zone, botNames, aliases.",
  ],
  ["a missing key", "people:\n  - id: ana", "2:5 `name` is missing: a text."],
  ["a wrong type", "people:\n  - { id: ana, name: [1] }", "2:22 `name` must be a text."],
  ["a list where keys belong", "site: [1]", "1:7 `site` must be keys with values."],
  ["a number out of range", "limits:\n  messageBurst: 0", "2:17 `messageBurst` must be a number of at least 1."],
  [
    "an id that is none",
    "rooms:\n  - id: '#soc'",
    "2:9 `id` must be a name of lower-case letters, digits, `.`, `_` and `-`, 64 at most.",
  ],
  [
    "an unknown zone",
    "site:\n  zone: Mars/Base",
    "2:9 `zone` must be a time zone by its IANA name, for example Europe/Berlin or UTC.",
  ],
  ["a duplicate key", "rooms: []\nrooms: []", "2:1 This key stands twice. Keep one of them."],
  [
    "two people of one id",
    "people:\n  - {id: a, name: A}\n  - {id: a, name: B}",
    "3:10 There is a person `a` already.",
  ],
  ["two rooms of one id", "rooms:\n  - {id: a}\n  - {id: a}", "3:10 There is a room `a` already."],
  [
    "a group nobody declared",
    "groups: [{id: it-ops}]\npeople:\n  - {id: a, name: A, groups: [it-opps]}",
    "3:31 There is no group `it-opps`. Did you mean `it-ops`?",
  ],
  [
    "a member who is not there",
    "people: [{id: ana, name: A}]\nrooms:\n  - id: soc\n    members: [anna]",
    "4:15 There is no person or group `anna`. Did you mean `ana`?",
  ],
  [
    "a person called like a group",
    "groups: [{id: ops}]\npeople: [{id: ops, name: O}]",
    "2:15 `ops` is a group as well. One of the two needs another id.",
  ],
  [
    "a person called everyone",
    "people: [{id: everyone, name: O}]",
    "1:15 `everyone` is taken by Wardroom itself. Choose another id.",
  ],
  [
    "one account of two people",
    "people:\n  - {id: a, name: A, accounts: [{platform: slack, tenant: T, userId: U}]}\n  - {id: b, name: B, accounts: [{platform: slack, tenant: T, userId: U}]}",
    "3:33 This account belongs to `a` already. It can be one person only.",
  ],
  [
    "one system user of two people",
    "people:\n  - {id: a, name: A, osUser: root}\n  - {id: b, name: B, osUser: root}",
    "3:30 This operating-system user belongs to `a` already. It can be one person only.",
  ],
  [
    "an account of Wardroom's own rooms",
    "people: [{id: a, name: A, accounts: [{platform: x, tenant: local, userId: b}]}]",
    "1:60 `local` is Wardroom's own. Name the workspace on the chat.",
  ],
  [
    "checkpoints to no room",
    "record:\n  checkpointRoom: socc\nrooms: [{id: soc}]",
    "2:19 There is no room `socc`. Did you mean `soc`?",
  ],
  [
    "two entries for one connection",
    "connections:\n  edge: {kind: firewall}\n  firewall: {}",
    "3:3 `edge` configures `firewall` already. A command could not tell the two apart.",
  ],
  [
    "a host reached by nothing known",
    "inventory: [{name: a, reach: remote}]",
    "1:30 `reach` must be `local` or keys with values.",
  ],
  [
    "an ssh host without its key",
    "inventory:\n  - name: a\n    reach:\n      ssh: {user: w, hostKey: k}",
    "4:12 `key` is missing: a text.",
  ],
  [
    "a misspelt key of an ssh host",
    "inventory:\n  - name: a\n    reach: {ssh: {user: w, key: k, hostKey: k, prot: 22}}",
    "3:48 Nothing is called `prot` here. Did you mean `port`?",
  ],
  [
    "one address of two hosts",
    "inventory:\n  - {name: a, addresses: [192.0.2.1]}\n  - {name: b, aliases: [A]}",
    "3:25 `A` is the name of host `a` already.",
  ],
  [
    "an inventory file that is not there",
    "inventory: hosts.yaml",
    "1:12 `hosts.yaml` cannot be read. The path is meant from the folder of this file.",
  ],
  [
    "a check with a placeholder for nothing",
    "checks:\n  - name: web\n    summary: W\n    run: [check_http, -H, '{hots}']\n    args: {host: {type: string}}",
    "4:27 There is no argument `hots`. Did you mean `host`?",
  ],
  [
    "an empty command line",
    "checks:\n  - {name: web, summary: W, run: []}",
    "2:34 `run` must be a list of at least 1.",
  ],
  [
    "broken YAML",
    "people: [",
    "1:10 This is not valid YAML: Flow sequence in block collection must be sufficiently indented and end with a ].",
  ],
  ["a tab", "site:\n\tname: x", "2:1 A tab is used to indent. YAML wants blanks."],
  ["an anchor that is not there", "site: *x", "1:7 An alias has no anchor before it, from here on."],
  ["two documents", "site: {}\n---\nsite: {}", "2:1 A second document begins here. Keep one, without `---` between."],
  ["a list for the whole", "- a", "1:1 This must be keys with values."],
];

test.each(cases)("%s is told with its line and column", async (_, text, problem) => {
  expect(await wrongIn(text)).toContain(`wardroom.yaml:${problem}`);
});

test("everything wrong is told at once, in the order of the file", async () => {
  const said = await wrongIn("people:\n  - id: A\n    name: 1\nrooms: 5\nbogus: 1");
  expect(said.map((line) => line.match(/:(\d+):/)?.[1])).toEqual(["2", "3", "4", "5"]);
});

test("what is wrong in the inventory file is told with that file's own line", async () => {
  const said = await wrongIn("inventory: hosts.yaml", { "hosts.yaml": "hosts:\n  - nam: web-03\n" });
  expect(said).toEqual([
    "hosts.yaml:2:5 `name` is missing: a text.",
    "hosts.yaml:2:5 Nothing is called `nam` here. Did you mean `name`?",
  ]);
});

test("an empty file is the defaults, and paths are meant from the folder of the file", async () => {
  const made = await folder({ "wardroom.yaml": "" });
  const { settings } = await requireSettings(join(made, "wardroom.yaml"));
  expect(settings).toMatchObject({
    people: [],
    inventory: [],
    demo: false,
    site: { name: "Wardroom", zone: "UTC", botNames: ["wardroom"] },
  });
  expect(settings.plugins).toEqual([join(made, "plugins")]);
  expect(settings.policies).toEqual({ folder: join(made, "policies"), defaults: true });
});

test("a snapshot cannot be changed, at any depth", async () => {
  const made = await folder({ "wardroom.yaml": "people: [{id: ana, name: Ana, groups: [admin]}]" });
  const { settings } = await requireSettings(join(made, "wardroom.yaml"));
  expect(() => (settings.people as unknown as { groups: string[] }[])[0]?.groups.push("x")).toThrow(TypeError);
});

test("a bomb of anchors is refused, not unfolded", async () => {
  const levels = Array.from({ length: 12 }, (_, i) => `a${i + 1}: &a${i + 1} [${Array(9).fill(`*a${i}`).join(",")}]`);
  expect((await wrongIn(["a0: &a0 [x]", ...levels].join("\n")))[0]).toMatch(/Anchors are repeated/);
});

test("a file of brackets alone, or one far too large, is refused in a few lines", async () => {
  const said = await wrongIn("[".repeat(100_000));
  expect(said.length).toBeGreaterThan(0);
  expect(said.length).toBeLessThanOrEqual(20);
  expect((await wrongIn("x".repeat(1_000_001)))[0]).toMatch(/larger than a million/);
});

test("a file that is missing or not UTF-8 is a problem with a sentence", async () => {
  const made = await folder({});
  await writeFile(join(made, "latin.yaml"), Buffer.from([0x61, 0xff, 0xfe]));
  for (const name of ["none.yaml", "latin.yaml"]) {
    await expect(requireSettings(join(made, name))).rejects.toMatchObject({
      code: "settings-wrong",
      say: expect.stringMatching(/cannot be read/),
    });
  }
});

test("a key named like an object's own parts is a key like any other", async () => {
  expect((await wrongIn("__proto__: {polluted: 1}"))[0]).toMatch(/Nothing is called `__proto__` here/);
  expect(({} as Record<string, unknown>)["polluted"]).toBeUndefined();
});

test("no text makes reading throw, and every problem stands inside the text", async () => {
  const made = await folder({});
  const file = join(made, "wardroom.yaml");
  const piece = fc.constantFrom(
    "people:",
    "\n",
    "  ",
    "- ",
    "id: a",
    "{",
    "}",
    "[",
    "]",
    ": ",
    "&a ",
    "*a",
    "!!map ",
    "\t",
    "'",
    '"',
    "|",
    "%",
    "#",
    "\u0000",
    "é",
    "? ",
  );
  await fc.assert(
    fc.asyncProperty(fc.array(fc.oneof(piece, fc.string({ maxLength: 4 })), { maxLength: 25 }), async (pieces) => {
      const text = pieces.join("");
      await writeFile(file, text);
      const read = await readSettings(file);
      if ("snapshot" in read) return;
      const lines = text.split("\n").length;
      for (const { line, column } of read.problems) {
        expect(line).toBeGreaterThanOrEqual(1);
        expect(line).toBeLessThanOrEqual(lines + 1);
        expect(column).toBeGreaterThanOrEqual(1);
      }
    }),
    { numRuns: 300 },
  );
});
