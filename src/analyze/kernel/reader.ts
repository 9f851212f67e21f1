import type { Symbols } from '../../event/scan/symbols.js';
import type { Coverage } from '../coverage.js';
import { createInside, type Inside } from '../inside.js';
import { createRunInside, type RunInside } from '../run-inside.js';
import type { Sketch } from '../sketch.js';

/** Reads what the kernel dumped: a list of numbers, of which some are symbols. See `assembly/dump.ts`. */
export class DumpReader {
  readonly #numbers: Float64Array;
  readonly #symbols: Symbols;
  #at = 0;

  constructor(numbers: Float64Array, symbols: Symbols) {
    this.#numbers = numbers;
    this.#symbols = symbols;
  }

  number(): number {
    return this.#numbers[this.#at++] as number;
  }

  flag(): boolean {
    return this.number() !== 0;
  }

  /** A text; null for none. */
  text(): string | null {
    const symbol = this.number();
    return symbol < 0 ? null : this.#symbols.text(symbol);
  }

  name(): string {
    return this.text() ?? '';
  }

  /** As many as a number says that comes first. */
  list<Item>(read: () => Item): Item[] {
    return Array.from({ length: this.number() }, read);
  }

  numbers(): number[] {
    const length = this.number();
    const numbers = [...this.#numbers.subarray(this.#at, this.#at + length)];
    this.#at += length;
    return numbers;
  }

  coverage(): Coverage {
    return this.numbers();
  }

  sketch(): Sketch | null {
    if (!this.flag()) return null;
    const [count, zeros, min, max] = [this.number(), this.number(), this.number(), this.number()];
    const pages = this.list(() => (this.flag() ? this.#page() : null));
    return { count, zeros, min, max, pages };
  }

  #page(): number[] {
    const page = [...this.#numbers.subarray(this.#at, this.#at + PAGE)];
    this.#at += PAGE;
    return page;
  }

  inside(): Inside | null {
    if (!this.flag()) return null;
    const inside = createInside();
    inside.own = this.coverage();
    for (let left = this.number(); left > 0; left--) {
      const [kind, name, runs, own] = [this.number(), this.name(), this.number(), this.coverage()];
      inside.parts[kind]?.set(name, { kind, name, runs, union_us: 0, own });
    }
    return inside;
  }

  run(): RunInside | null {
    if (!this.flag()) return null;
    const run = createRunInside();
    for (let left = this.number(); left > 0; left--) {
      run.kinds.push(this.number());
      run.names.push(this.name());
      run.times.push(this.number(), this.number(), this.number());
    }
    run.older = this.inside();
    return run;
  }
}

const PAGE = 64;
