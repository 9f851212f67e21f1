/** `: did you mean …?`, when a name is near enough to be meant; else nothing. */
export function didYouMean(given: string, names: readonly string[], prefix = ''): string {
  const name = nearestName(given, names);
  return name === undefined ? '' : `: did you mean ${prefix}${name}?`;
}

/** The name that is near enough to be meant, or undefined. */
export function nearestName(given: string, names: readonly string[]): string | undefined {
  const far = Math.max(1, Math.floor(given.length / 3));
  // The beginning of a name is as good as all of it.
  return names
    .filter((name) => name.length > 1)
    .map((name) => ({
      name,
      distance: Math.min(distanceOf(given, name), distanceOf(given, name.slice(0, given.length + 1))),
    }))
    .filter(({ distance }) => given.length > 1 && distance <= far)
    .sort((a, b) => a.distance - b.distance)[0]?.name;
}

/** How many letters have to be put in, left out or changed (Levenshtein's distance). */
function distanceOf(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (const [i, letter] of [...from.slice(0, 64)].entries()) {
    const next = [i + 1];
    for (let j = 0; j < to.length; j++) {
      const [left = 0, above = 0, corner = 0] = [next[j], row[j + 1], row[j]];
      next.push(Math.min(left + 1, above + 1, corner + (letter === to[j] ? 0 : 1)));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
