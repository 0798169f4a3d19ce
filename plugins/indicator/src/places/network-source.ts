import { createReadStream } from "node:fs";
import { type NetworkRows, packNetworks } from "./network-table.ts";

const ROW = /^(\d+),(\d+),(\d+),(?:"((?:[^"]|"")*)"|(.*))$/;

/** What is read before others get their turn: some milliseconds of rows. */
const CHUNK_BYTES = 128 * 1024;

/**
 * Reads two CSV files of `first,last,asn,name` with addresses as whole numbers (IPv4 and IPv6) and packs them. Some
 * 500,000 rows; they are kept packed from the first one on, and the event loop goes on between chunks. Rows that cannot
 * be read are left out.
 */
export async function packFromCsv(v4File: string, v6File: string, signal: AbortSignal): Promise<Uint8Array> {
  const v4 = { first: words(), last: words(), asn: words() };
  const v6 = { first: wideWords(), last: wideWords(), asn: words() };
  const names = new Map<number, string>();
  const name = (asn: number, quoted: string | undefined, bare: string | undefined) => {
    // Copied: a part of a text would hold on to the whole chunk that it was cut from.
    if (!names.has(asn)) names.set(asn, copied((quoted?.replaceAll('""', '"') ?? bare ?? "").trim()));
  };
  await eachRow(v4File, signal, ([, first, last, asn, quoted, bare]) => {
    v4.first.add(Number(first));
    v4.last.add(Number(last));
    v4.asn.add(Number(asn));
    name(Number(asn), quoted, bare);
  });
  await eachRow(v6File, signal, ([, first = "0", last = "0", asn, quoted, bare]) => {
    v6.first.add(BigInt(first) >> 64n);
    v6.last.add(BigInt(last) >> 64n);
    v6.asn.add(Number(asn));
    name(Number(asn), quoted, bare);
  });
  const rows: NetworkRows = {
    v4: { first: v4.first.all(), last: v4.last.all(), asn: v4.asn.all() },
    v6: { first: v6.first.all(), last: v6.last.all(), asn: v6.asn.all() },
    names,
  };
  return packNetworks(rows);
}

function copied(text: string): string {
  return Buffer.from(text).toString();
}

/** Line by line within each chunk: a turn of the event loop a line would cost four times as much as all else. */
async function eachRow(file: string, signal: AbortSignal, take: (row: RegExpExecArray) => void): Promise<void> {
  let rest = "";
  const line = (text: string): void => {
    const row = ROW.exec(text.endsWith("\r") ? text.slice(0, -1) : text);
    if (row !== null) take(row);
  };
  for await (const chunk of createReadStream(file, { signal, encoding: "utf8", highWaterMark: CHUNK_BYTES })) {
    const text = rest + chunk;
    let from = 0;
    for (let to = text.indexOf("\n"); to >= 0; to = text.indexOf("\n", from)) {
      line(text.slice(from, to));
      from = to + 1;
    }
    rest = text.slice(from);
  }
  line(rest);
}

interface Growing<Value, List> {
  add(value: Value): void;
  all(): List;
}

const FIRST_LENGTH = 65_536;

function words(): Growing<number, Uint32Array> {
  let list = new Uint32Array(FIRST_LENGTH);
  let length = 0;
  return {
    add(value) {
      if (length === list.length) {
        const longer = new Uint32Array(length * 2);
        longer.set(list);
        list = longer;
      }
      list[length++] = value;
    },
    all: () => list.subarray(0, length),
  };
}

function wideWords(): Growing<bigint, BigUint64Array> {
  let list = new BigUint64Array(FIRST_LENGTH);
  let length = 0;
  return {
    add(value) {
      if (length === list.length) {
        const longer = new BigUint64Array(length * 2);
        longer.set(list);
        list = longer;
      }
      list[length++] = value;
    },
    all: () => list.subarray(0, length),
  };
}
