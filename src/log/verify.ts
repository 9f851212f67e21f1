import { closeSync, fstatSync } from 'node:fs';
import { basename } from 'node:path';
import { Chains } from '../event/chain.js';
import type { Problem, ProblemCode } from '../event/problem.js';
import { fileBlocks, isYoung, openToRead } from './blocks.js';
import { EventDecoder } from './events.js';
import { LOG_SUFFIX } from './paths.js';
import { RecordReader } from './records.js';
import { NO_PREFIX, PrefixHash, type Seal } from './seal-record.js';
import { readSeals } from './seals.js';

/** A problem and the file in which it lies: the log, or its seals. */
export interface FoundProblem extends Problem {
  readonly file: string;
}

export interface VerifyOptions {
  /** Ids of keys whose seals count. */
  readonly trusted: ReadonlySet<string>;
  /** The last seal that the ledger beside the key knows of this log. */
  readonly noted?: { readonly seal: number; readonly link: string } | undefined;
  /** Whether a log without seals is a finding. */
  readonly requireSeal?: boolean;
  readonly onProblem: (problem: FoundProblem) => void;
}

/** The stretch that seals vouch for. */
export interface SealedSpan {
  readonly seals: number;
  readonly bytes: number;
  readonly lines: number;
  readonly ts: string;
  readonly key_ids: readonly string[];
}

export interface VerifyResult {
  readonly bytes: number;
  readonly lines: number;
  readonly events: number;
  readonly unhashed: number;
  readonly writers: number;
  /** Seals in the seal file, whether they hold or not. */
  readonly seals: number;
  /** Null: no trusted seal holds from the first byte on. */
  readonly sealed: SealedSpan | null;
}

/**
 * Reads a log from its first byte to its last and holds it against its chains and its seals. Every finding goes to
 * `onProblem`, in file order. The files are not changed.
 *
 * @throws SessionlogError FILE_NOT_FOUND, FILE_UNREADABLE
 */
export function verifyLog(path: string, options: VerifyOptions): VerifyResult {
  const { trusted, onProblem } = options;
  const sealFile = readSeals(path);
  const session_id = basename(path, LOG_SUFFIX);
  const chains = new Chains();
  const noted = new Set<string>();
  let events = 0;
  let traces = 0;
  const decoder = new EventDecoder(
    {
      event(event, place) {
        events++;
        if (event.hash === undefined)
          tell('unhashed', place.line, place.offset, place.length, 'no hash vouches for this line');
        // The log itself says which seals there were.
        if (event.type === 'session_seal' && typeof event['link'] === 'string') {
          traces++;
          noted.add(event['link']);
        }
      },
      problem: (problem) => onProblem({ ...problem, file: path }),
      // The traces of seals have to be read; all else has only to be whole.
      proved: ({ type }) => type !== 'session_seal',
    },
    { chains },
  );
  const tell = (problem: ProblemCode, line: number, offset: number, length: number, reason: string): void =>
    onProblem({ problem, line, offset, length, reason, file: path });
  const reader = new RecordReader(decoder);
  const check = new SealCheck(sealFile.seals, trusted, (seal) => chainsAgree(chains, session_id, seal), tell);

  const { fd, stat } = openToRead(path);
  try {
    for (const block of fileBlocks(path, fd)) {
      for (const part of check.parts(block)) {
        reader.push(part);
        check.reached(part, reader.lines, events + decoder.proved - traces);
      }
    }
    reader.end(stat.isFile() && isYoung(fstatSync(fd), Date.now()) ? 'in flight' : 'final');
  } finally {
    closeSync(fd);
  }
  for (const problem of sealFile.problems) onProblem({ ...problem, file: sealFile.path });
  const { bytes, sealed } = check.end(reader.lines, events + decoder.proved - traces);
  const links = new Set(sealFile.seals.map(({ link }) => link));
  for (const missing of missingSeals(noted, links, options, sealFile.exists))
    tell('seal_missing', 1, 0, bytes, missing);
  return {
    bytes,
    lines: reader.lines,
    events: events + decoder.proved,
    unhashed: decoder.unhashed,
    writers: [...chains.heads()].length,
    seals: sealFile.seals.length,
    sealed,
  };
}

function* missingSeals(
  noted: ReadonlySet<string>,
  links: ReadonlySet<string>,
  { noted: ledger, requireSeal }: VerifyOptions,
  exists: boolean,
): Generator<string> {
  const gone = [...noted].filter((link) => !links.has(link)).length;
  if (gone > 0) yield `the log tells of ${gone} seal(s) that are not in its seal file`;
  if (ledger !== undefined && !links.has(ledger.link))
    yield `the key has made seal ${ledger.seal} of this log, which is not in its seal file`;
  if (requireSeal === true && !exists) yield 'there is no seal file beside the log';
}

/** Why the writers do not stand where a seal says, or undefined. */
function chainsAgree(chains: Chains, session_id: string, seal: Seal): string | undefined {
  const heads = new Map(chains.heads());
  for (const [writer, { seq, hash }] of Object.entries(seal.writers)) {
    const head = heads.get(`${session_id}\0${writer}`);
    if (head === undefined) return `writer ${writer} is gone, which had written up to seq ${seq}`;
    if (head.seq !== seq) return `writer ${writer} stands at seq ${head.seq}, and not at ${seq}`;
    if (head.hash !== hash) return `seq ${seq} of writer ${writer} is another one`;
  }
  return undefined;
}

type Tell = (problem: ProblemCode, line: number, offset: number, length: number, reason: string) => void;

/** Holds the bytes of a log against its seals, one seal after the other. */
class SealCheck {
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
