import { defineCommand } from "@wardroom/sdk";
import { expect, test } from "vitest";
import { z } from "zod";
import type { Question } from "../../model/message.ts";
import type { Heard } from "./interpret.ts";
import { allCommands, sampleInterpret } from "./sample.fixture.ts";

const interpret = sampleInterpret();

/** The call that a text comes to, as a short line, or the act and code it ends in. */
function call(text: string, more: Partial<Heard> = {}): string {
  const { act, requests, ask } = interpret(text, more);
  if (act === "silent") return "silent";
  const calls = requests.map(({ command, args }) => `${command} ${JSON.stringify(args)}`).join("; ");
  return act === "run" ? calls : `${act} ${ask?.code}${calls === "" ? "" : `: ${calls}`}`;
}

const STATUS = 'host status {"host":"web-03","verbose":false}';

test.each(
  [
    "host status web-03",
    "Host Status WEB-03",
    "host\u00a0status\u2003web-03",
    "host status\nweb-03",
    "host status \u200bweb-03\ufeff",
    "ｈｏｓｔ status web-03",
    "host status --host web-03",
    "host status —host web-03",
    "host status –host=web-03",
    "host status host=web-03",
    "host status host: web-03",
    "host status host:web-03",
    'host status "web-03"',
    "host status “web-03”",
    "host status „web-03“",
    "host status «web-03»",
    "host status ‘web-03’",
    "host status `web-03`",
    "host status ```\nweb-03\n```",
    "`host status web-03`",
    "host status web-03?",
    "host status web-03 please",
    "host status: web-03",
    "host status (web-03)",
    "host status web\u201103",
    "could you please tell me what's going on with web-03?",
    "hey wardroom what's going on with web-03",
    "wardroom host status web-03",
    "host status on web-03",
    "host status web-03 --no-verbose",
    "host status <http://web-03|web-03>",
    "what's going on with web-03?",
    "what’s going on with web-03",
    "What is going on with “web-03”?",
    "hey, can you please tell — no",
  ].slice(0, -1),
)("%j asks for the status of web-03", (text) => {
  expect(call(text)).toBe(STATUS);
});

test.each([
  ["host status web-03 --verbose", 'host status {"host":"web-03","verbose":true}'],
  ["host status --verbose web-03", 'host status {"host":"web-03","verbose":true}'],
  ["host status --verbose=false web-03", STATUS],
  ["host status web-03 verbose=yes", 'host status {"host":"web-03","verbose":true}'],
  ["host status web-03 2 hours", 'host status {"host":"web-03","since":"PT2H","verbose":false}'],
  ["host status web-03 --since 30 minutes", 'host status {"host":"web-03","since":"PT30M","verbose":false}'],
  ["host status --since 30 minutes web-03", 'host status {"host":"web-03","since":"PT30M","verbose":false}'],
  ["host status web-03 for a day", 'host status {"host":"web-03","since":"P1D","verbose":false}'],
  ["scan web-03,db-01", 'scan {"hosts":["web-03","db-01"]}'],
  ["scan web-03, db-01 and mail", 'scan {"hosts":["web-03","db-01","mail"]}'],
  ["scan web-03 db-01", 'scan {"hosts":["web-03","db-01"]}'],
  ["scan 'web-03, db-01'", 'scan {"hosts":["web-03","db-01"]}'],
  [
    "alert quiet disk full for 2 hours until tomorrow 9:00",
    'alert quiet {"alert":"disk full","for":"PT2H","until":"2026-11-25T09:00:00Z"}',
  ],
  ["scan --hosts web-03 --hosts db-01", 'scan {"hosts":["web-03","db-01"]}'],
  ["scan --hosts web-03,db-01 --ports 22,80", 'scan {"hosts":["web-03","db-01"],"ports":[22,80]}'],
  ['scan "web-03", "db-01" ports=22', 'scan {"hosts":["web-03","db-01"],"ports":[22]}'],
  ["scan hosts: web-03, db-01 ports: 22 and 80", 'scan {"hosts":["web-03","db-01"],"ports":[22,80]}'],
  ["lookup 1.2.3[.]4", 'lookup {"ip":"1.2.3.4"}'],
  ["lookup 2001:DB8::0:1", 'lookup {"ip":"2001:db8::1"}'],
  ["lookup ip=2001:db8::1", 'lookup {"ip":"2001:db8::1"}'],
  ["url check hxxp://evil[.]example/a?b=c&d=e", 'url check {"url":"http://evil.example/a?b=c&d=e"}'],
  ["url check <http://evil.example/x|click here>", 'url check {"url":"http://evil.example/x"}'],
  ["url check [good.example](http://evil.example/x)", 'url check {"url":"http://evil.example/x"}'],
  [
    "url check https://example.com/?url=https://b.example",
    'url check {"url":"https://example.com/?url=https://b.example"}',
  ],
  ["note buy milk", 'note {"text":"buy milk","level":"low"}'],
  [
    "note it's 5 o'clock & he said \"hi\"  twice",
    'note {"text":"it\'s 5 o\'clock & he said \\"hi\\"  twice","level":"low"}',
  ],
  ["note first line\nsecond line", 'note {"text":"first line\\nsecond line","level":"low"}'],
  ["note 'a  b' in-progress", 'note {"text":"a  b","level":"in progress"}'],
  ["note CVE-2024-3094 level=HIGH", 'note {"text":"CVE-2024-3094","level":"high"}'],
  ["note user=bob failed", 'note {"text":"user=bob failed","level":"low"}'],
  ["note -- --flag", 'note {"text":"--flag","level":"low"}'],
  ['note "C:\\temp\\"', 'note {"text":"C:\\\\temp\\\\","level":"low"}'],
  ["alert quiet disk-full 1h 30m", 'alert quiet {"alert":"disk-full","for":"PT1H30M"}'],
  [
    "alert quiet disk-full for 30 minutes until: tomorrow 9:00",
    'alert quiet {"alert":"disk-full","for":"PT30M","until":"2026-11-25T09:00:00Z"}',
  ],
  [
    "firewall block 203.0.113.9 --reason needs patching now",
    'firewall block {"address":"203.0.113.9","hours":24,"reason":"needs patching now"}',
  ],
  ["firewall block 203.0.113.9 phishing", 'firewall block {"address":"203.0.113.9","hours":24,"reason":"phishing"}'],
  [
    "firewall block 203.0.113.9 48 seen in phishing",
    'firewall block {"address":"203.0.113.9","hours":48,"reason":"seen in phishing"}',
  ],
  [
    "explain host status web-03 --verbose --what 'ever",
    'explain {"line":"host status web-03 --verbose --what \'ever"}',
  ],
  ["explain to me why not host list --x", 'explain {"line":"host list --x"}'],
  ["person show <@U42|ana>", 'person show {"user":"ana"}'],
  ["person show <at>Ana</at>", 'person show {"user":"Ana"}'],
  ["> lookup 192.0.2.1\nhost status web-03", STATUS],
  ["host list\nhost status web-03", `host list {}; ${STATUS}`],
])("%j is carried out as said", (text, expected) => {
  expect(call(text)).toBe(expected);
});

test.each([
  ["host status", "ask missing: host status {}"],
  ["firewall block 203.0.113.9 --hours 9999", 'ask wrong: firewall block {"address":"203.0.113.9"}'],
  ["firewall block nowhere", "ask wrong: firewall block {}"],
  ["host status web-03 --verbos", "ask wrong: host status {}"],
  ["host status web-03 db-01 x", 'ask wrong: host status {"host":"web-03"}'],
  ["host status hots=web-03", "ask wrong: host status {}"],
  ["host status --host a --host b", 'ask wrong: host status {"host":"b"}'],
  ["host statsu web-03", "ask unknown"],
  ["hst status web-03", "ask unknown"],
  ["hoststatus web-03", "ask unknown"],
  ["host", "ask ambiguous"],
  ["firewall", "ask unknown"],
  ["what's going on with", "ask missing: host status {}"],
  ["hello", "ask unknown"],
  ["yes", "ask unknown"],
  ["make me a sandwich", "ask unknown"],
  ["", "ask unknown"],
  ["!!", "ask unknown"],
  ["x".repeat(40_001), "ask too-long"],
])("%j is asked about", (text, expected) => {
  expect(call(text)).toBe(expected);
});

test("what is wrong is said with what was expected and an example out of the declaration", () => {
  expect(interpret("firewall block nowhere").ask?.say).toBe(
    '"nowhere" does not fit address of firewall block: expected an IPv4 or IPv6 address, or a range like 10.0.0.0/8, for example 203.0.113.9.',
  );
  expect(interpret("firewall block 203.0.113.9 --hours 9999").ask?.say).toContain("a whole number from 1 to 720");
  expect(interpret("host status web-03 --verbos").ask?.say).toBe(
    'host status has no "--verbos". Did you mean --verbose?',
  );
  expect(interpret("host status web-03 db-01 x").ask?.say).toContain('"db-01 x" is left over.');
  expect(interpret("host statsu web-03").ask).toMatchObject({
    say: 'I do not know "host statsu web-03". Did you mean "host status web-03"?',
    choices: ["host status web-03"],
  });
});

test.each([
  ["@wardroom host status web-03", STATUS],
  ["@Wardroom, host status web-03", STATUS],
  ["wardroom: host status web-03", STATUS],
  ["wardroom, host status web-03", STATUS],
  ["hey @wardroom host status web-03", STATUS],
  ["<@U0BOT> host status web-03", STATUS],
  ["<@U0BOT|ward> host status web-03", STATUS],
  ["host status web-03 @wardroom", STATUS],
  ["/host status web-03", STATUS],
  ["/wardroom host status web-03", STATUS],
  ["!host status web-03", STATUS],
  ["host status web-03", "silent"],
  ["wardroom is down again", "silent"],
  ["/etc/passwd is readable", "silent"],
  ["what's going on with web-03?", STATUS],
  ["what's going on with 192.0.2.3", 'host status {"host":"192.0.2.3","verbose":false}'],
  ["what's going on with you?", "silent"],
  ["who is 192.0.2.77", 'lookup {"ip":"192.0.2.77"}'],
  ["who is bob", "silent"],
  ["block 203.0.113.9 for 2 hours", "silent"],
  ['"what\'s going on with web-03?"', "silent"],
  ["`what's going on with web-03`", "silent"],
  ["what's going on with web-03\nit is slow", "silent"],
  ["what's going on with web-03 and the shop", "silent"],
  ["> what's going on with web-03", "silent"],
  ["- what's going on with web-03", "silent"],
  ["what's going on with", "silent"],
  ["hi @wardroom!", "ask unknown"],
  ["check 192.0.2.1", "silent"],
  ["who is 192.0.2.1", 'lookup {"ip":"192.0.2.1"}'],
  ["@wardroom's answer was odd", "silent"],
  ["wardroom’s host list is short", "silent"],
  ["x".repeat(100_000), "silent"],
])("in a room %j comes to %s", (text, expected) => {
  expect(call(text, { direct: false })).toBe(expected);
});

test("plain words that change something are shown back as the exact call, typed calls are not", () => {
  const meaning = interpret("block 203.0.113.9 for 48 hours");
  expect(meaning.act).toBe("confirm");
  expect(meaning.ask?.say).toContain("firewall block 203.0.113.9 --hours 48");
  expect(interpret("firewall block 203.0.113.9").act).toBe("run");
  expect(interpret("firewall block 203.0.113.9 seen in phishing").act).toBe("run");
  expect(interpret("firewall block 203.0.113.9 for 3 hours").act).toBe("confirm");
});

test("a sentence of an example is understood with another value in it", () => {
  expect(interpret("block 198.51.100.7 for a day").requests).toMatchObject([
    { command: "firewall block", args: { address: "198.51.100.7", hours: 24 }, via: "phrase" },
  ]);
});

test("the phrase with the more telling value wins, and what cannot be told apart is a choice", () => {
  expect(call("who is 192.0.2.1")).toBe('lookup {"ip":"192.0.2.1"}');
  expect(call("who is bob")).toBe('person show {"user":"bob"}');
});

test("aliases are put in full, the person's before the site's, and circles are told", () => {
  const site = sampleInterpret(
    undefined,
    new Map([
      ["Shop", "host status db-01"],
      ["a", "b"],
      ["b", "a"],
      ["wall", "firewall block"],
    ]),
  );
  const own = new Map([["shop", "host status web-03"]]);
  expect(site("shop").requests[0]?.args).toMatchObject({ host: "db-01" });
  expect(site("SHOP --verbose", { personAliases: own }).requests[0]?.args).toEqual({ host: "web-03", verbose: true });
  expect(site("a").ask?.say).toContain("a → b → a");
  expect(site("wall 203.0.113.9").act).toBe("confirm");
});

const LATER = "2026-11-24T10:15:00Z";
const asksHost: Question = {
  id: "q",
  kind: "argument",
  command: "host status",
  args: {},
  asks: "host",
  expiresAt: LATER,
};
const asksHours: Question = {
  id: "q",
  kind: "argument",
  command: "firewall block",
  args: { address: "203.0.113.9" },
  asks: "hours",
  expiresAt: LATER,
};
const asksText: Question = { id: "q", kind: "argument", command: "note", args: {}, asks: "text", expiresAt: LATER };
const asksWhich: Question = {
  id: "q",
  kind: "choice",
  args: {},
  choices: ["host list", "host status web-03"],
  expiresAt: LATER,
};
const asksGoOn: Question = {
  id: "q",
  kind: "confirm",
  command: "firewall block",
  args: { address: "203.0.113.9", hours: 2 },
  expiresAt: LATER,
};

test.each([
  [asksHost, "web-03", STATUS],
  [asksHost, "it's web-03", STATUS],
  [asksHost, "the host is web-03.", STATUS],
  [asksHost, "web-03 --verbose", 'host status {"host":"web-03","verbose":true}'],
  [asksHost, "never mind", "ask dropped"],
  [asksHost, "host list", "host list {}"],
  [asksHost, "web 03", "ask wrong"],
  [asksText, "call --bob back: now", 'note {"text":"call --bob back: now","level":"low"}'],
  [asksHours, "12", 'confirm confirm: firewall block {"address":"203.0.113.9","hours":12}'],
  [asksHours, "soon", "ask wrong"],
  [asksWhich, "2", STATUS],
  [asksWhich, "the first one", "host list {}"],
  [asksWhich, "status", STATUS],
  [asksWhich, "9", "ask ambiguous"],
  [asksWhich, "0", "ask ambiguous"],
  [asksWhich, "cancel", "ask dropped"],
  [asksWhich, "how is web-03", STATUS],
  [asksWhich, "is it raining", "ask unknown"],
  [asksGoOn, "yes", 'firewall block {"address":"203.0.113.9","hours":2}'],
  [asksGoOn, "Go ahead!", 'firewall block {"address":"203.0.113.9","hours":2}'],
  [asksGoOn, "no", "ask dropped"],
  [asksGoOn, "perhaps", "ask confirm"],
] as const)("to a question $kind, %j", (question, text, expected) => {
  const got = call(text, { question });
  expect(expected.startsWith("ask") ? got.split(":")[0] : got).toBe(expected);
});

test("what only begins a name is a choice of lines that would do as they stand", () => {
  expect(interpret("host stat web-03").ask).toMatchObject({
    say: 'I do not know "host stat web-03". Did you mean "host status web-03"?',
    choices: ["host status web-03"],
  });
  expect(interpret("host web-03").ask?.choices).toEqual(["host status web-03", "host list web-03"]);
  expect(interpret("host quickly check web-03").ask?.choices?.[0]).toBe("host status");
  expect(interpret("host").ask?.choices).toEqual(["host status", "host list"]);
});

test("cancel drops what is asked, also where a command is called so", () => {
  const cancel = defineCommand({
    name: "cancel",
    summary: "Stop what runs",
    args: z.object({}),
    examples: ["cancel"],
    risk: "read",
    run: async () => "stopped",
  });
  const own = sampleInterpret([...allCommands, cancel]);
  expect(own("cancel").requests[0]?.command).toBe("cancel");
  expect(own("cancel", { question: asksWhich }).ask?.code).toBe("dropped");
});

test("in a room an answer needs no address, and talk is no answer", () => {
  expect(call("web-03", { question: asksHost, direct: false })).toBe(STATUS);
  expect(call("hang on, I have to look that up", { question: asksHost, direct: false })).toBe("silent");
  expect(call("web-03", { question: { ...asksHost, expiresAt: "2026-11-24T09:59:00Z" }, direct: false })).toBe(
    "silent",
  );
});
