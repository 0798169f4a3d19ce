import type { Probed } from "../probe/probed.ts";
import { isUnknown, ODD_ANSWER, rawOf, type Unknown } from "./unknown.ts";

/** A mounted file system. Sizes in bytes; `usedShare` as `df` counts it: of what ordinary users may fill. */
export interface Disk {
  readonly source: string;
  readonly mount: string;
  readonly size: number;
  readonly used: number;
  readonly available: number;
  readonly usedShare: number;
  /** Share of inodes in use; undefined where the file system counts none. */
  readonly inodesUsedShare: number | undefined;
}

/** File systems that live in memory or only picture the kernel. */
const PSEUDO = /^(?:tmpfs|devtmpfs|udev|none|shm|proc|sysfs|efivarfs|cgroup\w*|run|dev|squashfs|\/dev\/loop\d+)$/;

/** Real file systems, the fullest first. One that is mounted in several places is told once, at its shortest path. */
export function readDisks(probed: Probed): readonly Disk[] | Unknown {
  const raw = rawOf(probed, "disks", ["unreadable"]);
  if (isUnknown(raw)) return raw;
  const at = raw.lines.indexOf("--");
  const [space, inodes] = at < 0 ? [raw.lines, []] : [raw.lines.slice(0, at), raw.lines.slice(at + 1)];
  const inodesBy = new Map(
    inodes.map(row).flatMap((cells) => (cells === undefined ? [] : [[cells.mount, cells] as const])),
  );
  const disks = new Map<string, Disk>();
  for (const cells of space.map(row)) {
    if (cells === undefined || cells.size === 0 || PSEUDO.test(cells.source)) continue;
    const nodes = inodesBy.get(cells.mount);
    const disk: Disk = {
      source: cells.source,
      mount: cells.mount,
      size: cells.size * 1024,
      used: cells.used * 1024,
      available: cells.available * 1024,
      usedShare: share(cells.used, cells.available),
      inodesUsedShare: nodes === undefined || nodes.size === 0 ? undefined : share(nodes.used, nodes.available),
    };
    const key = `${cells.source} ${cells.size} ${cells.used}`;
    const twin = disks.get(key);
    if (twin === undefined || disk.mount.length < twin.mount.length) disks.set(key, disk);
  }
  if (disks.size === 0) return ODD_ANSWER;
  return [...disks.values()].sort((a, b) => fullness(b) - fullness(a));
}

/** How full it is in the way that will hurt first. */
export function fullness({ usedShare, inodesUsedShare }: Disk): number {
  return Math.max(usedShare, inodesUsedShare ?? 0);
}

function share(used: number, available: number): number {
  return used + available === 0 ? 0 : used / (used + available);
}

/** One line of `df -P`: source, size, used, available, share, mount; source and mount may hold blanks. */
function row(line: string) {
  const [, source, size, used, available, mount] =
    /^(.+?)\s+(\d{1,15})\s+(\d{1,15})\s+(-?\d{1,15})\s+(?:\d+%|-)\s+(\/.*)$/.exec(line) ?? [];
  if (source === undefined || mount === undefined) return undefined;
  return { source, size: Number(size), used: Number(used), available: Math.max(0, Number(available)), mount };
}
