// Benchmarks on a machine that others use too: a sample during which they took the CPU is taken again.
import { existsSync, readFileSync } from 'node:fs';

/** CPU time that the whole machine has spent, in ms; NaN where the system does not tell. Ticks are 10 ms on Linux. */
function machineMs() {
  if (!existsSync('/proc/stat')) return Number.NaN;
  const [, user, nice, system, , , irq, softirq, steal] = readFileSync('/proc/stat', 'latin1')
    .split(/\s+/, 9)
    .map(Number);
  return (user + nice + system + irq + softirq + steal) * 10;
}

/** Ticks of some processes and the system's own work are within this share of a core. */
const QUIET_SHARE = 0.2;

/**
 * Measures until nobody else took more than a fifth of a core meanwhile, or so many times; then the least disturbed
 * sample counts.
 *
 * @param measure gives `wall_ms`, `cpu_ms` and whatever else
 * @returns what it gave, `others`: the share of a core that others took, and `tries`
 */
export function undisturbed(measure, most) {
  let best;
  for (let tries = 1; ; tries++) {
    const before_ms = machineMs();
    const sample = measure();
    const others = Math.max(0, (machineMs() - before_ms - sample.cpu_ms) / sample.wall_ms);
    if (best === undefined || others < best.others) best = { ...sample, others };
    // Not "greater": where the system does not tell, it is NaN, and the first sample counts.
    if (!(others > QUIET_SHARE) || tries >= most) return { ...best, tries };
  }
}

/** One sentence on how quiet it was, from the results of `interleave`. */
export function quietness(results) {
  const of = (figure) => [...results.values()].flatMap((figures) => figures[figure] ?? []);
  const [others, tries] = [of('others'), of('tries')];
  const again = tries.reduce((sum, count) => sum + count - 1, 0);
  const loud = others.filter((share) => share > QUIET_SHARE).length;
  return `${others.length} samples; ${again} were taken again because others used the CPU, ${loud} count although they did.`;
}
