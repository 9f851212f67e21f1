import type { ProblemCode } from '../event/problem.js';
import { NO_PREFIX, PrefixHash, type Seal } from './seal-record.js';

/** The stretch that seals vouch for. */
export interface SealedSpan {
  readonly seals: number;
  readonly bytes: number;
  readonly lines: number;
  readonly ts: string;
  readonly key_ids: readonly string[];
}

export type Tell = (problem: ProblemCode, line: number, offset: number, length: number, reason: string) => void;

/** Holds the bytes of a log against its seals, one seal after the other. */
export class SealCheck {
  readonly #seals: readonly Seal[];
  readonly #trusted: ReadonlySet<string>;
  readonly #fault: (seal: Seal) => string | undefined;
  readonly #tell: Tell;
  #next = 0;
  #position = 0;
  #hash = new PrefixHash(NO_PREFIX);
  #from = { bytes: 0, lines: 0 };
  #sealed: SealedSpan | null = null;
  #broken = false;
  /** Events up to the last seal, but for the traces that seals leave. */
  #news = 0;

  constructor(
    seals: readonly Seal[],
    trusted: ReadonlySet<string>,
    fault: (seal: Seal) => string | undefined,
    tell: Tell,
  ) {
    this.#seals = seals;
    this.#trusted = trusted;
    this.#fault = fault;
    this.#tell = tell;
    // A seal of nothing: made before the first line.
    this.#settle(0);
  }

  /** A block, cut where a seal ends. */
  *parts(block: Buffer): Generator<Buffer> {
    let from = 0;
    while (from < block.length) {
      const end = this.#seals[this.#next]?.bytes ?? Number.POSITIVE_INFINITY;
      const to = Math.min(block.length, from + end - this.#position);
      yield block.subarray(from, to);
      from = to;
    }
  }

  /** A part has been read. */
  reached(part: Buffer, lines: number, news: number): void {
    this.#position += part.length;
    if (this.#next < this.#seals.length) this.#hash.update(part);
    const next = this.#next;
    this.#settle(lines);
    if (this.#next > next) this.#news = news;
  }

  end(lines: number, news: number): { bytes: number; sealed: SealedSpan | null } {
    for (const { seal, bytes } of this.#seals.slice(this.#next)) {
      this.#tell(
        'seal_broken',
        lines,
        this.#position,
        bytes - this.#position,
        `seal ${seal} covers ${bytes} bytes, and the log ends at ${this.#position}: it was truncated`,
      );
    }
    const { bytes: covered, lines: before } = this.#from;
    // The trace that a seal leaves in the log is told of by the seal itself.
    if (this.#seals.length > 0 && this.#position > covered && news > this.#news) {
      this.#tell('unsealed', before + 1, covered, this.#position - covered, 'no seal covers what follows here');
    }
    return { bytes: this.#position, sealed: this.#sealed };
  }

  #settle(lines: number): void {
    for (
      let seal = this.#seals[this.#next];
      seal !== undefined && seal.bytes === this.#position;
      seal = this.#seals[++this.#next]
    ) {
      this.#check(seal, lines);
      // One broken stretch is named once: the next seal is held against what this one says.
      this.#hash = new PrefixHash(seal.prefix);
      this.#from = { bytes: seal.bytes, lines };
    }
  }

  #check(seal: Seal, lines: number): void {
    const { bytes, lines: firstLine } = this.#from;
    const span = [firstLine + 1, bytes, seal.bytes - bytes] as const;
    if (this.#hash.digest() !== seal.prefix) {
      this.#broken = true;
      const why =
        this.#fault(seal) ??
        (lines === seal.lines
          ? 'a byte was changed, or lines changed places'
          : `${lines} lines, and not ${seal.lines}`);
      this.#tell(
        'seal_broken',
        ...span,
        `bytes ${bytes} to ${seal.bytes} are not what seal ${seal.seal} covers: ${why}`,
      );
    } else if (!this.#trusted.has(seal.key_id)) {
      this.#broken = true;
      this.#tell(
        'seal_untrusted',
        ...span,
        `seal ${seal.seal} is by key ${seal.key_id}, which is not trusted: name its public key with --key`,
      );
    } else if (!this.#broken) {
      const key_ids = [...new Set([...(this.#sealed?.key_ids ?? []), seal.key_id])];
      this.#sealed = {
        seals: (this.#sealed?.seals ?? 0) + 1,
        bytes: seal.bytes,
        lines: seal.lines,
        ts: seal.ts,
        key_ids,
      };
    }
  }
}
