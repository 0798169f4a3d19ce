import { createReadStream } from "node:fs";
import { createInterface } from "node:readline";
import { type NetworkRows, packNetworks } from "./network-table.ts";

const ROW = /^(\d+),(\d+),(\d+),(?:"((?:[^"]|"")*)"|(.*))$/;

/**
 * Reads two CSV files of `first,last,asn,name` with addresses as whole numbers (IPv4 and IPv6) and packs them. Some
 * 500,000 rows; the event loop goes on between chunks. Rows that cannot be read are left out.
 */
export async function packFromCsv(v4File: string, v6File: string, signal: AbortSignal): Promise<Uint8Array> {
  const rows: NetworkRows & { names: Map<number, string> } = {
    v4: { first: [], last: [], asn: [] },
    v6: { first: [], last: [], asn: [] },
    names: new Map(),
  };
  const name = (asn: number, quoted: string | undefined, bare: string | undefined) => {
    if (!rows.names.has(asn)) rows.names.set(asn, (quoted?.replaceAll('""', '"') ?? bare ?? "").trim());
  };
  for await (const [, first, last, asn, quoted, bare] of csv(v4File, signal)) {
    rows.v4.first.push(Number(first));
    rows.v4.last.push(Number(last));
    rows.v4.asn.push(Number(asn));
    name(Number(asn), quoted, bare);
  }
  for await (const [, first = "0", last = "0", asn, quoted, bare] of csv(v6File, signal)) {
    rows.v6.first.push(BigInt(first) >> 64n);
    rows.v6.last.push(BigInt(last) >> 64n);
    rows.v6.asn.push(Number(asn));
    name(Number(asn), quoted, bare);
  }
  return packNetworks(rows);
}

async function* csv(file: string, signal: AbortSignal): AsyncGenerator<RegExpExecArray> {
  for await (const line of createInterface({ input: createReadStream(file, { signal }) })) {
    const row = ROW.exec(line);
    if (row !== null) yield row;
  }
}
