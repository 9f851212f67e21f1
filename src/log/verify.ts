import { Chains } from '../event/chain.js';
import type { Problem } from '../event/problem.js';
import type { SessionEvent } from '../event/types.js';
import { blocksOf } from './blocks.js';
import { EventDecoder } from './events.js';
import type { Place } from './lines.js';
import { logFileBlocks } from './log-blocks.js';
import { sessionOf } from './paths.js';
import { RecordReader, type Tail } from './records.js';
import { SealCheck, type SealedSpan, type Tell } from './seal-check.js';
import type { Seal } from './seal-record.js';
import { readSeals, type SealFile } from './seals.js';
import { isPackedFile } from './unpack.js';

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

/** Sessions of one log that are remembered, to hold its seals against them. */
const SESSIONS = 1_000;

/**
 * Reads a log from its first byte to its last and holds it against its chains and its seals. Every finding goes to
 * `onProblem`, in file order. The files are not changed. An archive is unpacked in memory, up to 256 MiB.
 *
 * @throws SessionlogError FILE_NOT_FOUND, FILE_UNREADABLE, ARCHIVE_UNREADABLE, ARCHIVE_TOO_LARGE
 */
export function verifyLog(path: string, options: VerifyOptions): VerifyResult {
  const check = new LogCheck(path, options);
  const blocks = logFileBlocks(path);
  let step = blocks.next();
  for (; step.done !== true; step = blocks.next()) check.push(step.value);
  return check.end(step.value);
}

/** The same, in bounded memory for an archive too. */
export async function verifyLogInPieces(path: string, options: VerifyOptions): Promise<VerifyResult> {
  if (!isPackedFile(path)) return verifyLog(path, options);
  const check = new LogCheck(path, options);
  for await (const block of blocksOf(path)) check.push(block);
  return check.end('final');
}

/** Holds the bytes of one log against its chains and its seals, as they come. */
class LogCheck {
  readonly #path: string;
  readonly #options: VerifyOptions;
  readonly #sealFile: SealFile;
  readonly #chains = new Chains();
  readonly #noted = new Set<string>();
  readonly #sessions = new Set<string>();
  readonly #decoder: EventDecoder;
  readonly #reader: RecordReader;
  readonly #check: SealCheck;
  #events = 0;
  #traces = 0;

  /** @throws SessionlogError FILE_UNREADABLE: the seals */
  constructor(path: string, options: VerifyOptions) {
    this.#path = path;
    this.#options = options;
    this.#sealFile = readSeals(path);
    this.#decoder = new EventDecoder(
      {
        event: (event, place) => this.#event(event, place),
        problem: (problem) => options.onProblem({ ...problem, file: path }),
        // The traces of seals have to be read; all else has only to be whole.
        proved: ({ type, session_id }) => {
          this.#note(session_id);
          return type !== 'session_seal';
        },
      },
      { chains: this.#chains },
    );
    this.#reader = new RecordReader(this.#decoder);
    const session_id = sessionOf(path);
    const agrees = (seal: Seal): string | undefined => chainsAgree(this.#chains, session_id, seal);
    this.#check = new SealCheck(this.#sealFile.seals, options.trusted, agrees, this.#tell);
  }

  push(block: Buffer): void {
    for (const part of this.#check.parts(block)) {
      this.#reader.push(part);
      this.#check.reached(part, this.#reader.lines, this.#seen - this.#traces);
    }
  }

  end(tail: Tail): VerifyResult {
    const { seals, problems, path: sealPath } = this.#sealFile;
    this.#reader.end(tail);
    for (const problem of problems) this.#options.onProblem({ ...problem, file: sealPath });
    const foreign = seals.find((seal) => !this.#sessions.has(seal.session_id));
    if (foreign !== undefined && this.#seen > 0) {
      const reason = `the seals are of session ${JSON.stringify(foreign.session_id)}, of which the log has no event`;
      this.#options.onProblem({ problem: 'seal_invalid', line: 1, offset: 0, length: 0, reason, file: sealPath });
    }
    const { bytes, sealed } = this.#check.end(this.#reader.lines, this.#seen - this.#traces);
    const links = new Set(seals.map(({ link }) => link));
    for (const missing of missingSeals(this.#noted, links, this.#options, seals.length))
      this.#tell('seal_missing', 1, 0, bytes, missing);
    return {
      bytes,
      lines: this.#reader.lines,
      events: this.#seen,
      unhashed: this.#decoder.unhashed,
      writers: [...this.#chains.heads()].length,
      seals: seals.length,
      sealed,
    };
  }

  get #seen(): number {
    return this.#events + this.#decoder.proved;
  }

  #event(event: SessionEvent, { line, offset, length }: Place): void {
    this.#events++;
    this.#note(event.session_id);
    if (event.hash === undefined) this.#tell('unhashed', line, offset, length, 'no hash vouches for this line');
    // The log itself says which seals there were.
    if (event.type === 'session_seal' && typeof event['link'] === 'string') {
      this.#traces++;
      this.#noted.add(event['link']);
    }
  }

  #note(session_id: string): void {
    if (this.#sessions.size < SESSIONS) this.#sessions.add(session_id);
  }

  readonly #tell: Tell = (problem, line, offset, length, reason) =>
    this.#options.onProblem({ problem, line, offset, length, reason, file: this.#path });
}

function* missingSeals(
  noted: ReadonlySet<string>,
  links: ReadonlySet<string>,
  { noted: ledger, requireSeal }: VerifyOptions,
  count: number,
): Generator<string> {
  const gone = [...noted].filter((link) => !links.has(link)).length;
  if (gone > 0) yield `the log tells of ${gone} seal(s) that are not in its seal file`;
  if (ledger !== undefined && !links.has(ledger.link))
    yield `the key has made seal ${ledger.seal} of this log, which is not in its seal file`;
  if (requireSeal === true && count === 0) yield 'there is no seal beside the log, and there must be one';
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
