import type { Probed } from "../probe/probed.ts";
import { isUnknown, rawOf, type Unknown } from "./unknown.ts";

export interface Port {
  readonly protocol: "tcp" | "udp";
  readonly address: string;
  readonly port: number;
  /** Undefined where the machine does not tell: other users' processes, without root. */
  readonly process: string | undefined;
  /** Reached from the machine itself only. */
  readonly loopback: boolean;
}

export interface Ports {
  readonly ports: readonly Port[];
  /** Why some or all processes are not named. */
  readonly processesUnknown: string | undefined;
}

/** TCP ports that listen and UDP ports that are bound, open ones first, then by number. */
export function readPorts(probed: Probed): Ports | Unknown {
  const raw = rawOf(probed, "ports", []);
  if (isUnknown(raw)) return raw;
  const kernel = raw.notes.includes("no-tool");
  const ports = raw.lines.flatMap(kernel ? fromKernel : fromSs);
  if (ports.length === 0 && raw.notes.includes("unreadable")) return { unknown: "not readable" };
  const seen = new Map(ports.map((port) => [`${port.protocol} ${port.address} ${port.port}`, port]));
  const sorted = [...seen.values()].sort(
    (a, b) => Number(a.loopback) - Number(b.loopback) || a.port - b.port || (a.protocol < b.protocol ? -1 : 1),
  );
  const nameless = sorted.some((port) => port.process === undefined);
  const why = kernel
    ? "processes are not known: `ss` is not there"
    : raw.notes.includes("unreadable")
      ? "other users' processes are not readable without root"
      : "some sockets belong to no process that can be seen from here";
  return { ports: sorted, processesUnknown: nameless ? why : undefined };
}

/** `tcp LISTEN 0 128 0.0.0.0:22 0.0.0.0:* users:(("sshd",pid=1,fd=3))` */
function fromSs(line: string): Port[] {
  const [, protocol, address, port, users = ""] =
    /^(tcp|udp)\s+\S+\s+\d+\s+\d+\s+(\S+):(\d{1,5})\s+\S+(?:\s+users:\((.*)\))?/.exec(line) ?? [];
  if (address === undefined) return [];
  const names = [...users.matchAll(/\("([^"]*)",pid=/g)].map(([, name]) => name);
  const plain = address.replace(/^\[(.*)\]$/, "$1").replace(/%.*$/, "");
  return [
    made(
      protocol as "tcp" | "udp",
      plain === "*" ? "::" : plain,
      Number(port),
      [...new Set(names)].join(", ") || undefined,
    ),
  ];
}

/** `tcp   0: 0100007F:1F90 00000000:0000 0A …`: address and port in hexadecimal, the address in words of four bytes turned round. */
function fromKernel(line: string): Port[] {
  const [, protocol, , hex = "", port = "", state] =
    /^(tcp|udp)(6?)\s+\d+: ([0-9A-F]{8}|[0-9A-F]{32}):([0-9A-F]{4}) [0-9A-F]+:[0-9A-F]{4} ([0-9A-F]{2}) /.exec(line) ??
    [];
  if (protocol === undefined || state !== (protocol === "tcp" ? "0A" : "07")) return [];
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) =>
    (word.match(/../g) ?? []).reverse().map((byte) => Number.parseInt(byte, 16)),
  );
  const address = bytes.length === 4 ? bytes.join(".") : ipv6(bytes);
  return [made(protocol as "tcp" | "udp", address, Number.parseInt(port, 16), undefined)];
}

function made(protocol: Port["protocol"], address: string, port: number, process: string | undefined): Port {
  const loopback = address.startsWith("127.") || address === "::1" || address.startsWith("::ffff:127.");
  return { protocol, address, port, process, loopback };
}

/** RFC 5952, by the URL parser of the platform. */
function ipv6(bytes: readonly number[]): string {
  const groups = Array.from({ length: 8 }, (_, i) =>
    (((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0)).toString(16),
  );
  return new URL(`http://[${groups.join(":")}]/`).hostname.slice(1, -1);
}
