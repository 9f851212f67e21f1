/** Short and long forms of the same test, and the seed from which each draws. */
export const LONG = process.env['SESSIONLOG_FAULTS'] === 'long';
export const SEED = Number(process.env['SESSIONLOG_SEED'] ?? Date.now() % 2 ** 31);

export const inForm = <Value>(short: Value, long: Value): Value => (LONG ? long : short);

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
export function randomFrom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const begun_ms = Date.now();

/** One line of what was measured, with the seed that repeats it (`SESSIONLOG_SEED`). */
export function tell(fault: string, figures: Readonly<Record<string, number>>): void {
  const told = Object.entries(figures).map(([name, value]) => `${name} ${value}`);
  const at_s = ((Date.now() - begun_ms) / 1000).toFixed(1);
  process.stdout.write(
    `faults, ${inForm('short', 'long')} form, seed ${SEED}, ${at_s} s: ${fault}: ${told.join(', ')}\n`,
  );
}

export const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
