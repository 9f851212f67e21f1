import type { Glyphs, Part } from './glyphs.js';
import type { Span } from './span.js';

/**
 * Shares out `cells` whole cells by weight: by largest remainder, so that they always add up. A weight that is
 * not nothing but won no cell takes one from the widest, while that has any to give.
 * Source: the method of Hamilton (1791), https://en.wikipedia.org/wiki/Largest_remainders_method
 */
export function allot(weights: readonly number[], cells: number): number[] {
  const usable = weights.map((weight) => (Number.isFinite(weight) && weight > 0 ? weight : 0));
  const sum = usable.reduce((total, weight) => total + weight, 0);
  if (sum === 0) return usable.map(() => 0);
  const exact = usable.map((weight) => (weight / sum) * cells);
  const counts = exact.map(Math.floor);
  const missing = cells - counts.reduce((total, count) => total + count, 0);
  const byRemainder = exact.map((value, index) => ({ index, rest: value - Math.floor(value) }));
  byRemainder.sort((a, b) => b.rest - a.rest || a.index - b.index);
  for (const { index } of byRemainder.slice(0, missing)) counts[index] = (counts[index] ?? 0) + 1;
  for (const [index, weight] of usable.entries()) {
    if (weight === 0 || counts[index] !== 0) continue;
    const widest = counts.indexOf(Math.max(...counts));
    if ((counts[widest] ?? 0) < 2) break;
    counts[widest] = (counts[widest] ?? 0) - 1;
    counts[index] = 1;
  }
  return counts;
}

/** One bar of several parts that fills its cells exactly; empty when nothing has a weight. */
export function stackedBar(parts: readonly (readonly [Part, number])[], cells: number, glyphs: Glyphs): Span[] {
  const counts = allot(
    parts.map(([, weight]) => weight),
    cells,
  );
  return parts.flatMap(([part], index) => {
    const count = counts[index] ?? 0;
    return count === 0 ? [] : [{ text: glyphs.parts[part].repeat(count), style: part }];
  });
}

/** A line of heights, one cell a value; the highest is the full height, and nothing is the lowest. */
export function sparkline(values: readonly number[], glyphs: Glyphs): string {
  const { heights } = glyphs;
  const usable = values.map((value) => (Number.isFinite(value) && value > 0 ? value : 0));
  const highest = usable.reduce((most, value) => Math.max(most, value), 0);
  const heightOf = (value: number): number => (highest === 0 ? 0 : Math.ceil((value / highest) * (heights.length - 1)));
  return usable.map((value) => heights[heightOf(value)] ?? '').join('');
}

/** A bar as long as its share of the cells, to the fraction of a cell that the glyphs can show. */
export function shareBar(share: number, cells: number, style: Part, glyphs: Glyphs): Span[] {
  if (!(share > 0)) return [];
  const steps = glyphs.fill.length;
  const filled = Math.max(1, Math.round(Math.min(1, share) * cells * steps));
  const whole = (glyphs.fill[steps - 1] ?? '').repeat(Math.floor(filled / steps));
  const rest = filled % steps;
  return [{ text: whole + (rest === 0 ? '' : (glyphs.fill[rest - 1] ?? '')), style }];
}
