import { msFromIso } from '../base/clock.js';
import { asciiLiteral, type Literal } from './literal.js';
import { isDigit, type JsonScanner, NOWHERE } from './scan.js';

const HEAD = '{"v":1,"ts":"';
const HEAD_LENGTH = HEAD.length;
const MINUTE_LENGTH = HEAD_LENGTH + '2026-11-21T07:35:'.length;
const LENGTH = HEAD_LENGTH + '2026-11-21T07:35:00.123Z'.length;
const ZERO = 0x30;
const DOT = 0x2e;
const UPPER_Z = 0x5a;

/** Reads when a line was written: lines share their minute a thousand times over. */
export class Times {
  /** Epoch milliseconds of the line that was read last. */
  at_ms = 0;

  readonly #scan: JsonScanner;
  /** The beginning of a line, up to its minute. */
  #minute: Literal | undefined;
  #minute_ms = 0;

  constructor(scan: JsonScanner) {
    this.#scan = scan;
  }

  /** From the beginning of a line to the end of its time, if that is in canonical form. */
  read(from: number): number {
    const minute = this.#minute;
    const at = minute === undefined ? NOWHERE : this.#scan.literal(from, minute);
    return at !== NOWHERE && this.#rest(at) ? from + LENGTH : this.#other(from);
  }

  /** `35.123Z`, behind the minute. */
  #rest(at: number): boolean {
    const { bytes } = this.#scan;
    const s1 = (bytes[at] as number) - ZERO;
    const s0 = (bytes[at + 1] as number) - ZERO;
    const f2 = (bytes[at + 3] as number) - ZERO;
    const f1 = (bytes[at + 4] as number) - ZERO;
    const f0 = (bytes[at + 5] as number) - ZERO;
    const isPlain = s1 >= 0 && s1 <= 5 && isDigit(s0) && isDigit(f2) && isDigit(f1) && isDigit(f0);
    if (!isPlain || bytes[at + 2] !== DOT || bytes[at + 6] !== UPPER_Z) return false;
    this.at_ms = this.#minute_ms + s1 * 10_000 + s0 * 1_000 + f2 * 100 + f1 * 10 + f0;
    return true;
  }

  #other(from: number): number {
    const text = this.#scan.bytes.toString('latin1', from, from + LENGTH);
    const isWhole = text.length === LENGTH && text.startsWith(HEAD) && text.endsWith('Z');
    const at_ms = isWhole ? msFromIso(text.slice(HEAD_LENGTH)) : Number.NaN;
    if (Number.isNaN(at_ms)) return NOWHERE;
    this.#minute = asciiLiteral(text.slice(0, MINUTE_LENGTH));
    this.#minute_ms = Math.floor(at_ms / 60_000) * 60_000;
    this.at_ms = at_ms;
    return from + LENGTH;
  }
}
