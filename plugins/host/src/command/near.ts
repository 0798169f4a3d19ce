import type { Inventory } from "@wardroom/sdk";

/** Names in the inventory that a wrong one may have meant, the likeliest first; at most three. */
export function nearNames(said: string, inventory: Inventory): readonly string[] {
  const word = said.toLowerCase();
  return inventory
    .hosts()
    .map(({ name, aliases }) => ({
      name,
      slips: Math.min(...[name, ...aliases].map((one) => distance(word, one.toLowerCase()))),
    }))
    .filter(({ slips }) => slips <= Math.max(1, Math.floor(word.length / 3)))
    .sort((a, b) => a.slips - b.slips || a.name.localeCompare(b.name))
    .slice(0, 3)
    .map(({ name }) => name);
}

/** Letters to add, take out or change; a name that contains the other one whole counts as one slip. */
function distance(a: string, b: string): number {
  if (a.length > 2 && b.length > 2 && (a.includes(b) || b.includes(a))) return 1;
  if (a.length > 64 || b.length > 64) return Number.POSITIVE_INFINITY;
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++)
      row.push(
        Math.min(
          (last[j] as number) + 1,
          (row[j - 1] as number) + 1,
          (last[j - 1] as number) + (a[i - 1] === b[j - 1] ? 0 : 1),
        ),
      );
    last = row;
  }
  return last[b.length] as number;
}
