import type { Block, Field } from "@wardroom/sdk";
import { severityMarks, stateMarks } from "./marks.ts";
import { type Line, plainLine, type Span } from "./paint.ts";
import { safe, safeLine } from "./safe.ts";
import { labelled, tableLines } from "./table.ts";
import { cells, cut, pad, wrap } from "./width.ts";

/** One block in lines of at most `width` cells. */
export function blockLines(block: Block, width: number): Line[] {
  switch (block.kind) {
    case "text":
      return wrap(safe(block.text), width).map((line) => plainLine(line));
    case "fields":
      return fieldLines(block.fields, width);
    case "table":
      return tableLines(block.columns, block.rows, width);
    case "code":
      return safe(block.text)
        .split("\n")
        .flatMap((line) => cut(line, width - 2))
        .map((line) => [{ text: "  " }, { text: line, style: "accent" }]);
    case "list":
      return block.items.flatMap((item) =>
        wrap(safe(item), width - 2).map((line, i) => plainLine((i === 0 ? "• " : "  ") + line)),
      );
    case "progress":
      return progressLines(block.text, block.share, width);
    case "sparkline":
      return sparkline(block.label, block.values, width);
    case "file":
      return fileLines(block.file, block.name, block.bytes, width);
  }
}

/** Two columns side by side where both fields are short enough; a longer one has the whole width. */
function fieldLines(fields: readonly Field[], width: number): Line[] {
  const shown = fields.map((field) => {
    const mark = field.severity === undefined ? "" : `${severityMarks[field.severity]} `;
    return { label: safeLine(field.label), value: mark + safe(field.value), style: field.severity as Span["style"] };
  });
  const labelCells = Math.min(Math.max(0, ...shown.map(({ label }) => cells(label))), Math.floor(width / 3));
  const half = Math.floor((width - 3) / 2);
  const short = (field: (typeof shown)[number] | undefined): boolean =>
    field !== undefined &&
    !field.value.includes("\n") &&
    cells(field.label) <= labelCells &&
    labelCells + 2 + cells(field.value) <= half;

  const lines: Line[] = [];
  for (let i = 0; i < shown.length; i++) {
    const left = shown[i];
    const right = shown[i + 1];
    if (left === undefined) continue;
    if (right === undefined || !short(left) || !short(right)) {
      lines.push(...labelled(left.label, left.value, labelCells, width, left.style));
      continue;
    }
    i++;
    lines.push([
      { text: `${pad(left.label, labelCells)}  `, style: "quiet" },
      { text: left.value, style: left.style },
      { text: " ".repeat(half - labelCells - 2 - cells(left.value) + 3) },
      { text: `${pad(right.label, labelCells)}  `, style: "quiet" },
      { text: right.value, style: right.style },
    ]);
  }
  return lines;
}

const BAR_CELLS = 20;

/** The words, and under them or beside them how far it is: `◐ Asking 3 hosts  ██████░░░░░░░░░░░░░░  30 %`. */
export function progressLines(text: string, share: number | undefined, width: number): Line[] {
  const words = `${stateMarks.running} ${safeLine(text)}`;
  if (share === undefined) return wrap(words, width).map((line) => plainLine(line, "running"));
  const most = Math.max(4, Math.min(BAR_CELLS, width - 7));
  const full = Math.round(Math.min(1, Math.max(0, share)) * most);
  const bar = `${"█".repeat(full)}${"░".repeat(most - full)} ${String(Math.floor(share * 100)).padStart(3)} %`;
  if (cells(words) + 2 + cells(bar) <= width) return [plainLine(`${words}  ${bar}`, "running")];
  return [...wrap(words, width), bar].map((line) => plainLine(line, "running"));
}

const BARS = "▁▂▃▄▅▆▇█";

/** The last values that fit, then what the lowest, the highest and the newest of all are. */
function sparkline(label: string, values: readonly number[], width: number): Line[] {
  const known = values.filter(Number.isFinite);
  if (known.length === 0) return wrap(`${safeLine(label)}  no values`, width).map((line) => plainLine(line));
  const low = known.reduce((a, b) => Math.min(a, b));
  const high = known.reduce((a, b) => Math.max(a, b));
  const bar = (value: number): string =>
    Number.isFinite(value)
      ? (BARS[high === low ? 0 : Math.round(((value - low) / (high - low)) * (BARS.length - 1))] ?? " ")
      : " ";
  const drawn = values
    .slice(-Math.max(1, width - 2))
    .map(bar)
    .join("");
  const facts = `min ${figure(low)} · max ${figure(high)} · now ${figure(known.at(-1) ?? low)}`;
  const line = `${safeLine(label)}  ${drawn}  ${facts}`;
  if (cells(line) <= width) return [plainLine(line)];
  return [...wrap(safeLine(label), width), ...cut(drawn, width), ...wrap(facts, width)].map((text) => plainLine(text));
}

function figure(value: number): string {
  return Number.isInteger(value)
    ? String(value)
    : value
        .toPrecision(3)
        .replace(/(\.\d*?)0+$/, "$1")
        .replace(/\.$/, "");
}

/** A file that came with an answer, and the id by which it is fetched. */
export function fileLines(id: string, name: string, bytes: number, width: number): Line[] {
  // By its name where that is one word; an id's beginning tells files apart as well as the whole of it.
  const said = /^[^\s"']{1,60}$/u.test(name) ? name : id.slice(0, 12);
  return wrap(`≡ ${safeLine(name)}, ${sizeText(bytes)}, /save ${safeLine(said)}`, width).map((line) =>
    plainLine(line, "accent"),
  );
}

/** A size in decimal units: `512 B`, `1.2 kB`, `48 MB`. */
export function sizeText(bytes: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  let value = bytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000;
    unit++;
  }
  return `${unit === 0 || value >= 9.95 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`;
}
