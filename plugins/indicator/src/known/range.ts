/** A range of addresses by its first address as a number; a single address has the full prefix. */
export interface Range {
  readonly width: 32 | 128;
  readonly first: bigint;
  readonly prefix: number;
}

/** From canonical text (`entity.ip()` gives it); undefined for anything else. IPv4-mapped IPv6 is the IPv4 it carries. */
export function rangeOf(canonical: string): Range | undefined {
  const [address = "", bits] = canonical.split("/");
  if (/^\d+(?:\.\d+){3}$/.test(address))
    return { width: 32, first: v4(address), prefix: bits === undefined ? 32 : Number(bits) };
  const mapped = /^::ffff:(\d+(?:\.\d+){3})$/.exec(address)?.[1];
  if (mapped !== undefined)
    return { width: 32, first: v4(mapped), prefix: bits === undefined ? 32 : Math.max(0, Number(bits) - 96) };
  if (!/^[0-9a-f:]+$/.test(address) || !address.includes(":")) return undefined;
  const [head = "", tail] = address.split("::");
  const groups = (text: string) => (text === "" ? [] : text.split(":"));
  const left = groups(head);
  const right = groups(tail ?? "");
  const zeros = Array.from({ length: tail === undefined ? 0 : 8 - left.length - right.length }, () => "0");
  const all = [...left, ...zeros, ...right];
  if (all.length !== 8) return undefined;
  const first = all.reduce((sum, group) => (sum << 16n) | BigInt(`0x${group}`), 0n);
  return { width: 128, first, prefix: bits === undefined ? 128 : Number(bits) };
}

function v4(text: string): bigint {
  return text.split(".").reduce((sum, octet) => (sum << 8n) | BigInt(octet), 0n);
}

/** The network with that prefix that the range begins in, as a key equal for all of its addresses. */
export function networkKey({ width, first }: Range, prefix: number): string {
  return `${width}/${prefix}/${(first >> BigInt(width - prefix)).toString(36)}`;
}
