import { createSocket } from "node:dgram";
import { once } from "node:events";
import type { AddressInfo } from "node:net";

/** What the name server of the tests says to a question, `evil.example A`. Absent: no such name. Silent: nothing at all. */
export type Zone = Readonly<Record<string, readonly Buffer[] | "silent" | "refuse">>;

const CODES: Readonly<Record<number, string>> = { 1: "A", 2: "NS", 12: "PTR", 15: "MX", 16: "TXT", 28: "AAAA" };

/** A domain name as it travels (RFC 1035 §3.1), uncompressed. */
export function wireName(name: string): Buffer {
  const labels = name.split(".").filter((label) => label !== "");
  return Buffer.concat([
    ...labels.map((label) => Buffer.concat([Buffer.from([label.length]), Buffer.from(label)])),
    Buffer.from([0]),
  ]);
}

export const record = {
  a: (address: string) => Buffer.from(address.split(".").map(Number)),
  mx: (priority: number, name: string) => Buffer.concat([Buffer.from([priority >> 8, priority & 255]), wireName(name)]),
  txt: (...parts: string[]) =>
    Buffer.concat(parts.map((part) => Buffer.concat([Buffer.from([part.length]), Buffer.from(part)]))),
};

/** A name server on loopback over UDP, with one zone, for tests. */
export async function nameServer(zone: Zone): Promise<{ address: string; asked: string[]; close(): void }> {
  const socket = createSocket("udp4");
  const asked: string[] = [];
  socket.on("message", (query, from) => {
    let at = 12;
    const labels: string[] = [];
    for (let length = query[at] ?? 0; length > 0; length = query[at] ?? 0) {
      labels.push(query.toString("latin1", at + 1, at + 1 + length));
      at += length + 1;
    }
    const question = query.subarray(12, at + 5);
    const type = query.readUInt16BE(at + 1);
    const name = labels.join(".").toLowerCase();
    asked.push(`${name} ${CODES[type]}`);
    const exact = zone[`${name} ${CODES[type]}`];
    if (exact === "silent") return;
    const known = Object.keys(zone).some((key) => key.startsWith(`${name} `));
    const answers = Array.isArray(exact) ? exact : [];
    const code = exact === "refuse" ? 5 : known ? 0 : 3;
    const header = Buffer.alloc(12);
    query.copy(header, 0, 0, 2);
    header.writeUInt16BE(0x8180 | code, 2);
    header.writeUInt16BE(1, 4);
    header.writeUInt16BE(answers.length, 6);
    const rows = answers.map((content: Buffer) => {
      const row = Buffer.from([0xc0, 0x0c, 0, type, 0, 1, 0, 0, 0, 60, content.length >> 8, content.length & 255]);
      return Buffer.concat([row, content]);
    });
    socket.send(Buffer.concat([header, question, ...rows]), from.port, from.address);
  });
  socket.bind(0, "127.0.0.1");
  await once(socket, "listening");
  return { address: `127.0.0.1:${(socket.address() as AddressInfo).port}`, asked, close: () => socket.close() };
}
