/** No name is so long: comparing something longer with every name would only take time. */
const LONGEST = 64;

/** Names that somebody may have meant: those that begin with it, then those that differ by few letters (Levenshtein 1965); at most `limit`. */
export function nearest(typed: string, names: readonly string[], limit = 3): string[] {
  const word = typed.toLowerCase();
  if (word === '' || word.length > LONGEST) return [];
  const allowed = Math.max(1, Math.floor(word.length / 3));
  const scored = names.map((name) => {
    const known = name.toLowerCase();
    return { name, distance: known.startsWith(word) || word.startsWith(known) ? 0 : editDistance(word, known) };
  });
  return scored
    .filter(({ distance }) => distance <= allowed)
    .sort((a, b) => a.distance - b.distance || a.name.length - b.name.length || (a.name < b.name ? -1 : 1))
    .slice(0, limit)
    .map(({ name }) => name);
}

/** Insertions, deletions, replacements and swaps of neighbors that turn one word into the other. */
function editDistance(a: string, b: string): number {
  let older: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let least = Math.min((above[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (above[j - 1] ?? 0) + (same ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) least = Math.min(least, (older[j - 2] ?? 0) + 1);
      row.push(least);
    }
    older = above;
    above = row;
  }
  return above[b.length] ?? 0;
}
