// What each writer writes: the same function for the one who writes it and for the one who checks what is read.

/** A number from 0 to 1 that depends on all three. */
function chance(seed, worker, i) {
  let mixed =
    Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(worker + 1, 0xc2b2ae35) ^ Math.imul(i + 1, 0x27d4eb2f);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  mixed = Math.imul(mixed ^ (mixed >>> 12), 0x297a2d39);
  return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32;
}

const KIB = 1024;
const small = (x) => 100 + Math.floor(x * 1900);
const SIZES = {
  small,
  // Every eighth anywhere between 100 B and 256 KiB, on a scale of logarithms.
  mixed: (x, i) => (i % 8 === 7 ? Math.floor(100 * ((256 * KIB) / 100) ** x) : small(x)),
  // Every second is longer than many pages: a kill tears it at the end of one.
  pages: (x, i) => (i % 2 === 1 ? 64 * KIB : small(x)),
  large: () => 64 * KIB,
};

export const idOf = (worker, i) => `${worker}-${i}`;

/** The text that event `i` of a worker carries; each stretch of it tells whose it is. */
export function dataOf({ seed, sizes }, worker, i) {
  const length = SIZES[sizes](chance(seed, worker, i), i);
  const mark = `${idOf(worker, i)}.`;
  return mark.repeat(Math.ceil(length / mark.length)).slice(0, length);
}

export const eventOf = (plan, worker, i) => ({
  type: 'tool_call',
  name: idOf(worker, i),
  params: { data: dataOf(plan, worker, i) },
});
