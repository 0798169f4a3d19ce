/**
 * The known word that a misspelt one most likely means, for "did you mean"; undefined when none is near. Near is one
 * slip (a letter missing, added, changed, or two swapped) in every three letters, at least one. Case is ignored.
 */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const said = word.toLowerCase();
  let best: string | undefined;
  let fewest = Math.max(1, Math.floor(said.length / 3)) + 1;
  for (const candidate of known) {
    const slips = slipsBetween(said, candidate.toLowerCase(), fewest);
    if (slips < fewest) {
      best = candidate;
      fewest = slips;
    }
  }
  return best;
}

/** The optimal string alignment distance; `enough` or more is told as `enough`. */
export function slipsBetween(a: string, b: string, enough: number): number {
  if (Math.abs(a.length - b.length) >= enough) return enough;
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let slips = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        slips = Math.min(slips, (before[j - 2] ?? 0) + 1);
      }
      row.push(slips);
    }
    if (Math.min(...row) >= enough) return enough;
    before = last;
    last = row;
  }
  return Math.min(last[b.length] ?? enough, enough);
}
