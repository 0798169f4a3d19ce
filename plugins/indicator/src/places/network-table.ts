/** Who announces an address: the number of an autonomous system and the name of who runs it. */
export interface Network {
  readonly asn: number;
  readonly name: string;
}

const MAGIC = 0x314e5341; // "ASN1"
const HEADER_WORDS = 6;

/** Ranges in the order of their first address; IPv6 by its upper half, below which nobody announces anything. */
export interface NetworkRows {
  readonly v4: Record<"first" | "last" | "asn", ArrayLike<number>>;
  readonly v6: Record<"first" | "last", ArrayLike<bigint>> & { readonly asn: ArrayLike<number> };
  readonly names: ReadonlyMap<number, string>;
}

/**
 * The rows in one buffer that is searched as it lies: a tenth of what the CSV takes, and nothing is parsed at a start.
 * Little-endian, as all platforms that Wardroom comes for are. Header (magic, three counts, length of the names, zero),
 * then v6 first and last (64 bit), v4 first, last, asn, v6 asn, all asns sorted, where each one's name ends, the names.
 */
export function packNetworks({ v4, v6, names }: NetworkRows): Uint8Array {
  const asns = [...names.keys()].sort((a, b) => a - b);
  const texts = asns.map((asn) => new TextEncoder().encode(names.get(asn)));
  let end = 0;
  const ends = texts.map((text) => {
    end += text.length;
    return end;
  });
  const header = [MAGIC, v4.first.length, v6.first.length, asns.length, end, 0];
  const parts = [
    Uint32Array.from(header),
    BigUint64Array.from(v6.first),
    BigUint64Array.from(v6.last),
    ...[v4.first, v4.last, v4.asn, v6.asn, asns, ends].map((list) => Uint32Array.from(list)),
    ...texts,
  ];
  const packed = new Uint8Array(parts.reduce((sum, part) => sum + part.byteLength, 0));
  let at = 0;
  for (const part of parts) {
    packed.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    at += part.byteLength;
  }
  return packed;
}

/** The last index whose value is at most `wanted`; -1 when all are above. */
function search<T extends number | bigint>(list: ArrayLike<T>, wanted: T): number {
  let low = 0;
  let high = list.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((list[middle] as T) <= wanted) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

export interface NetworkTable {
  v4(address: number): Network | undefined;
  /** By the upper 64 bits of the address. */
  v6(upper: bigint): Network | undefined;
  nameOf(asn: number): string | undefined;
}

/** Looks into a packed buffer; undefined when it is none or was cut short. */
export function openNetworkTable(packed: Uint8Array): NetworkTable | undefined {
  if (packed.byteLength < HEADER_WORDS * 4) return undefined;
  // A file's buffer may begin anywhere; typed arrays want it aligned.
  const bytes = packed.byteOffset % 8 === 0 ? packed : packed.slice();
  const [magic, n4 = 0, n6 = 0, n = 0, nameBytes = 0] = new Uint32Array(bytes.buffer, bytes.byteOffset, HEADER_WORDS);
  const length = HEADER_WORDS * 4 + n6 * 16 + (n4 * 3 + n6 + n * 2) * 4 + nameBytes;
  if (magic !== MAGIC || length !== bytes.byteLength) return undefined;
  let at = bytes.byteOffset + HEADER_WORDS * 4;
  const wide = () => {
    const list = new BigUint64Array(bytes.buffer, at, n6);
    at += n6 * 8;
    return list;
  };
  const words = (count: number) => {
    const list = new Uint32Array(bytes.buffer, at, count);
    at += count * 4;
    return list;
  };
  const [first6, last6] = [wide(), wide()];
  const [first4, last4, asn4, asn6, asns, ends] = [words(n4), words(n4), words(n4), words(n6), words(n), words(n)];
  const names = new Uint8Array(bytes.buffer, at, nameBytes);
  const decoder = new TextDecoder();

  function nameOf(asn: number): string | undefined {
    const i = search(asns, asn);
    if (asns[i] !== asn) return undefined;
    return decoder.decode(names.subarray(i === 0 ? 0 : ends[i - 1], ends[i]));
  }
  const network = (asn: number | undefined) => (asn === undefined ? undefined : { asn, name: nameOf(asn) ?? "" });
  return {
    v4(address) {
      const i = search(first4, address);
      return i >= 0 && (last4[i] as number) >= address ? network(asn4[i]) : undefined;
    },
    v6(upper) {
      const i = search(first6, upper);
      return i >= 0 && (last6[i] as bigint) >= upper ? network(asn6[i]) : undefined;
    },
    nameOf,
  };
}
