import { HASH_END, HASH_LENGTH } from './hash.js';
import { Interned } from './interned.js';
import { createKept, fillKept, type Kept, SLOTS } from './kept.js';
import { LineWalk, NUMBER, TEXT, YES } from './walk.js';
import type { Who } from './who.js';

const SPAN_SLOT = SLOTS.indexOf('span_id');
const ERROR_SLOT = SLOTS.indexOf('error');

/**
 * Knows a line in the layout of our writer without building its object: many times as fast as JSON.parse and the
 * check of its fields. What is told of a line that is known is what JSON.parse would give; every other line is left to
 * the careful way.
 *
 * After `recognize` has returned true, the fields tell of that line until it is called again.
 */
export class Recognizer {
  session_id = '';
  agent_id: string | undefined;
  writer = '';
  seq = 0;
  type = '';
  /** The time in epoch milliseconds. */
  at_ms = 0;
  /** Where the line ends: the place of its newline. */
  end = 0;

  readonly #walk = new LineWalk();
  readonly #spans = new Interned(1_024);
  readonly #values: unknown[] = SLOTS.map(() => undefined);
  readonly #kept = createKept();
  #who: Who | undefined;

  /** @param bytes must hold a newline at or behind `from`, where the line begins */
  recognize(bytes: Buffer, from: number): boolean {
    const walk = this.#walk;
    if (!walk.walk(bytes, from)) return false;
    if (walk.who !== this.#who) this.#setWho(walk.who);
    this.seq = walk.seq;
    this.type = walk.shape.type;
    this.at_ms = walk.at_ms;
    this.end = walk.end;
    return true;
  }

  /** The hash that the line states. */
  get hash(): string {
    const to = this.end - HASH_END.length;
    return this.#walk.scan.bytes.toString('latin1', to - HASH_LENGTH, to);
  }

  /** What is kept of the line: the same object for every line. */
  kept(): Kept {
    const { slots, given } = this.#walk;
    this.#values.fill(undefined);
    for (let i = 0; i < given; i++) this.#values[slots[i] as number] = this.#valueOf(slots[i] as number);
    return fillKept(this.#kept, this, this.#values);
  }

  #setWho(who: Who | undefined): void {
    this.#who = who;
    this.session_id = who?.session_id ?? '';
    this.agent_id = who?.agent_id;
    this.writer = who?.writer ?? '';
  }

  #valueOf(slot: number): unknown {
    const { told, texts, numbers, scan, names } = this.#walk;
    const is = told[slot];
    if (is === NUMBER) return numbers[slot];
    const text = texts[slot];
    if (is === TEXT && text !== undefined) return scan.text(text, slot >= SPAN_SLOT ? this.#spans : names);
    return is === YES ? true : slot === ERROR_SLOT ? null : false;
  }
}
