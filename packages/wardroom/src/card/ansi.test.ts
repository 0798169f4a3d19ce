import { readFileSync } from "node:fs";
import { type Card, severities, states } from "@wardroom/sdk";
import fc from "fast-check";
import stringWidth from "string-width";
import { expect, test } from "vitest";
import { LEAST_COLUMNS, renderCard } from "./ansi.ts";
import { sizeText } from "./block.ts";
import { severityMarks, stateMarks } from "./marks.ts";

const host: Card = {
  title: "web-03 answers, one disk is nearly full",
  severity: "medium",
  state: "done",
  blocks: [
    {
      kind: "fields",
      fields: [
        { label: "Up for", value: "12 days" },
        { label: "Load", value: "0.42 0.38 0.31", mono: true },
        { label: "Disk /var", value: "91 % of 40 GB", severity: "medium" },
        { label: "Failed services", value: "none" },
        { label: "Listens on", value: "22/tcp sshd, 80/tcp nginx, 443/tcp nginx, 9100/tcp node_exporter" },
      ],
    },
    { kind: "sparkline", label: "Load, 1 h", values: [1, 2, 3, 8, 4, 2.5] },
    {
      kind: "table",
      columns: ["Who", "Since", "Logins"],
      rows: [
        ["ana", "02:04", 3],
        ["王小明", null, 12],
      ],
    },
    { kind: "file", file: "f1", name: "auth.log", bytes: 48_210 },
  ],
  actions: [
    { label: "Disk details", says: "disk web-03" },
    { label: "Reboot", says: "host reboot web-03", style: "danger" },
  ],
  foot: "Asked 2 s ago over SSH.",
};

test("a card is drawn with edge, marks, facts in two columns, a table, numbered buttons and a quiet last line", () => {
  expect(renderCard(host, { columns: 72, color: false })).toEqual([
    "│ ■ medium  ✓ done  web-03 answers, one disk is nearly full",
    "│ Up for           12 days            Load             0.42 0.38 0.31",
    "│ Disk /var        ■ 91 % of 40 GB    Failed services  none",
    "│ Listens on       22/tcp sshd, 80/tcp nginx, 443/tcp nginx, 9100/tcp",
    "│                  node_exporter",
    "│ Load, 1 h  ▁▂▃█▄▃  min 1 · max 8 · now 2.5",
    "│ ",
    "│ Who     Since  Logins",
    "│ ana     02:04       3",
    "│ 王小明  –          12",
    "│ ≡ auth.log, 48 kB, /save auth.log",
    "│ [1] Disk details  [2] Reboot",
    "│ Asked 2 s ago over SSH.",
  ]);
});

test("a card of text alone looks like a message", () => {
  expect(
    renderCard({ blocks: [{ kind: "text", text: "Nobody is logged in." }] }, { columns: 72, color: true }),
  ).toEqual(["Nobody is logged in."]);
});

test("a table wraps its widest cells, and becomes a list where its columns do not fit", () => {
  const table = (columns: string[], rows: string[][]): Card => ({ blocks: [{ kind: "table", columns, rows }] });
  expect(
    renderCard(table(["Host", "Says"], [["web-03", "the quick brown fox jumps over the dog"]]), {
      columns: 32,
      color: false,
    }),
  ).toEqual(["│ Host    Says", "│ web-03  the quick brown fox", "│         jumps over the dog"]);
  expect(renderCard(table(["One", "Two", "Three"], [["a", "b", "c"]]), { columns: 20, color: false })).toEqual([
    "│ One  Two  Three",
    "│ a    b    c",
  ]);
  expect(
    renderCard(table(["Address", "Country", "Network"], [["192.0.2.1", "nowhere", "TESTNET-1"]]), {
      columns: 20,
      color: false,
    }),
  ).toEqual(["│ Address  192.0.2.1", "│ Country  nowhere", "│ Network  TESTNET-1"]);
});

test("a table of a hundred and thirty thousand rows is drawn whole", () => {
  const rows = Array.from({ length: 130_000 }, () => ["x"]);
  const card: Card = { title: "All", blocks: [{ kind: "table", columns: ["Hit"], rows }] };
  expect(renderCard(card, { columns: 80, color: false })).toHaveLength(130_002);
});

test("progress is drawn with a bar when the share is known, and in words when not", () => {
  const progress = (share?: number): Card => ({
    state: "running",
    title: "host status",
    blocks: [{ kind: "progress", text: "Asking 3 hosts", ...(share === undefined ? {} : { share }) }],
  });
  expect(renderCard(progress(0.3), { columns: 60, color: false })).toEqual([
    "│ ◐ running  host status",
    "│ ◐ Asking 3 hosts  ██████░░░░░░░░░░░░░░  30 %",
  ]);
  expect(renderCard(progress(), { columns: 60, color: false })[1]).toBe("│ ◐ Asking 3 hosts");
});

test("an escape, an override and a hidden character are shown, not obeyed", () => {
  const card: Card = { blocks: [{ kind: "text", text: "a\x1b[2Jb \x1b]0;owned\x07 \u202egnp.exe\u200b \x9b31m\r" }] };
  expect(renderCard(card, { columns: 80, color: false })).toEqual([
    "a␛[2Jb ␛]0;owned␇ [U+202E]gnp.exe[U+200B] [U+009B]31m␍",
  ]);
});

test("sizes are told in decimal units", () => {
  expect([0, 999, 1000, 9_949, 9_950, 48_210, 999_499, 999_500, 1e12].map(sizeText)).toEqual([
    "0 B",
    "999 B",
    "1.0 kB",
    "9.9 kB",
    "10 kB",
    "48 kB",
    "999 kB",
    "1.0 MB",
    "1.0 TB",
  ]);
});

test("the reference shows every mark as it is drawn", () => {
  const page = readFileSync(new URL("../../../../docs/reference/cards.md", import.meta.url), "utf8");
  for (const severity of severities) expect(page).toContain(`| ${severityMarks[severity]} | ${severity} |`);
  for (const state of states) expect(page).toContain(`| ${stateMarks[state]} | ${state} |`);
  for (const mark of [...Object.values(severityMarks), ...Object.values(stateMarks)]) expect(stringWidth(mark)).toBe(1);
});

const text = fc.oneof(
  fc.string({ unit: "binary", maxLength: 60 }),
  fc.string({ unit: "grapheme", maxLength: 60 }),
  fc
    .array(
      fc.constantFrom(
        "\x1b[31m",
        "\x9b",
        "\u202e",
        "\t",
        "\r\n",
        "\n",
        " ",
        "word",
        "日本",
        "👩‍🚀",
        "e\u0301",
        "\ud800",
      ),
    )
    .map((parts) => parts.join("")),
);
const block = fc.oneof(
  fc.record({ kind: fc.constant("text" as const), text }),
  fc.record({ kind: fc.constant("code" as const), text }),
  fc.record({ kind: fc.constant("list" as const), items: fc.array(text, { maxLength: 4 }) }),
  fc.record({ kind: fc.constant("progress" as const), text, share: fc.double({ min: 0, max: 1, noNaN: true }) }),
  fc.record({ kind: fc.constant("file" as const), file: text, name: text, bytes: fc.nat() }),
  fc.record({
    kind: fc.constant("sparkline" as const),
    label: text,
    values: fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { maxLength: 90 }),
  }),
  fc.record({
    kind: fc.constant("fields" as const),
    fields: fc.array(fc.record({ label: text, value: text, severity: fc.constantFrom(...severities) }), {
      maxLength: 5,
    }),
  }),
  fc.record({
    kind: fc.constant("table" as const),
    columns: fc.array(text, { minLength: 1, maxLength: 7 }),
    rows: fc.array(fc.array(fc.oneof(text, fc.integer(), fc.constant(null)), { maxLength: 7 }), { maxLength: 4 }),
  }),
);
const card = fc.record(
  {
    title: text,
    severity: fc.constantFrom(...severities),
    state: fc.constantFrom(...states),
    blocks: fc.array(block, { maxLength: 4 }),
    actions: fc.array(fc.record({ label: text.map((label) => `x${label}`), says: fc.constant("help") }), {
      maxLength: 5,
    }),
    foot: text,
  },
  { requiredKeys: [] },
);

test("whatever is in a card, no line holds a control character and none is wider than the terminal", () => {
  fc.assert(
    fc.property(card, fc.integer({ min: LEAST_COLUMNS, max: 120 }), (any, columns) => {
      for (const line of renderCard(any as Card, { columns, color: false })) {
        expect(line).not.toMatch(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u);
        expect(stringWidth(line)).toBeLessThanOrEqual(columns);
      }
    }),
    { numRuns: 500 },
  );
});

test("colour adds escapes of its own only, and takes no word away", () => {
  fc.assert(
    fc.property(card, (any) => {
      const painted = renderCard(any as Card, { columns: 60, color: true });
      const stripped = painted.map((line) => line.replace(/\x1b\[[0-9;]*m/g, ""));
      expect(stripped).toEqual(renderCard(any as Card, { columns: 60, color: false }));
    }),
  );
});
